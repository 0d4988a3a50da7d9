import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { InvalidInputError } from "../../errors.ts";
import { decodeText } from "./decode-text.ts";
import { findDialect } from "./find-dialect.ts";
import { createLineCounter } from "./line-counter.ts";

/** A row of the file as it is written. `line` is where it begins, 1 being the file's first. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** No row may be longer, so that a file without line ends or with a stray quote does not fill the memory. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const MAX_HEADER_CHARACTERS = 100_000;

/**
 * The rows of a CSV file (RFC 4180, and what spreadsheets make of it), the header first; blank lines, rows of empty cells and
 * what stands above the header are left out. Throws InvalidInputError.
 */
export async function* readRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  const texts = decodeText(bytes);
  const { start, delimiter, skippedLines } = await readStart(texts);
  const counter = createLineCounter(1 + skippedLines);
  /** Where the rows begin that the parser has made, but that were not taken yet. */
  const lines: number[] = [];
  let line = 1;
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    // An inch mark within a cell is one; a quoted cell may have spaces around it.
    relax_quotes: true,
    trim: true,
    max_record_size: MAX_RECORD_BYTES,
    // Called at the end of every cell: the first one tells where the row begins.
    cast(value, { index, bytes: end }) {
      if (index === 0) line = counter.lineAt(end) - countBreaks(value);
      return value;
    },
    on_record(cells) {
      lines.push(line);
      return cells;
    },
  });
  async function* source(): AsyncGenerator<Buffer> {
    for await (const text of prepend(start, texts)) {
      const next = Buffer.from(text);
      counter.add(next);
      yield next;
    }
  }
  // A failed source or parser ends the loop below with the same error.
  const done = pipeline(Readable.from(source()), parser).catch(() => undefined);
  try {
    const rows: AsyncIterable<string[]> = parser;
    for await (const cells of rows) {
      const at = lines.shift() ?? line;
      if (cells.some((cell) => cell !== "")) yield { line: at, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw explain(error, error["index"] === 0 ? counter.lineAt(Number(error["bytes"])) : line);
  } finally {
    parser.destroy();
    await done;
  }
}

/** Reads as far as the end of the header line, which tells the delimiter. */
async function readStart(texts: AsyncGenerator<string>) {
  let start = "";
  for (;;) {
    const next = await texts.next();
    if (!next.done) start += next.value;
    const isLong = start.length > MAX_HEADER_CHARACTERS;
    if (isLong && !/[\r\n]/.test(start)) {
      throw new InvalidInputError(
        "line 1",
        `the header has no end within ${MAX_HEADER_CHARACTERS} characters. Is this a CSV file?`,
      );
    }
    const dialect = findDialect(start, next.done === true || isLong);
    if (dialect !== null) {
      const { delimiter, skip } = dialect;
      return { start: start.slice(skip), delimiter, skippedLines: countBreaks(start.slice(0, skip)) };
    }
  }
}

async function* prepend(start: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  yield start;
  yield* texts;
}

function countBreaks(value: string): number {
  let breaks = 0;
  // One by one: a cell may hold millions.
  for (const _ of value.matchAll(/\r\n|\n|\r/g)) breaks += 1;
  return breaks;
}

/** What leaves the rest of the file in doubt. */
function explain(error: CsvError, line: number): InvalidInputError {
  const refuse = (problem: string) => new InvalidInputError(`line ${line}`, problem, { cause: error });
  if (error.code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE") {
    return refuse(
      "text follows a closing quote, so where the cell ends is unclear. Double the quotes within the cell.",
    );
  }
  if (error.code === "CSV_QUOTE_NOT_CLOSED") {
    return refuse("a quote is opened and never closed. Close or remove it.");
  }
  if (error.code === "CSV_MAX_RECORD_SIZE") {
    return refuse(
      `the row is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MB. A quote may be missing; else shorten its cells.`,
    );
  }
  return refuse(`cannot be read as CSV (${error.code}).`);
}
