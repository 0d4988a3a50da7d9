import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type CsvError, parse } from "csv-parse";
import { InvalidInputError } from "../../errors.ts";
import { decodeText } from "./decode-text.ts";
import { findDialect } from "./find-dialect.ts";
import { createLineCounter } from "./line-counter.ts";

/** A row of the file as it is written, or why it cannot be read. `line` is where it begins, 1 being the file's first. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** No row may be longer, so that a file without line ends or with a stray quote does not fill the memory. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;
const MAX_HEADER_CHARACTERS = 100_000;

/** The rows of a CSV file (RFC 4180, and what spreadsheets make of it), the header first, blank lines left out. */
export async function* readRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  const texts = decodeText(bytes);
  const { start, delimiter, skippedLines } = await readStart(texts);
  const counter = createLineCounter(1 + skippedLines);
  /** Where the rows begin that the parser has made, but that were not taken yet. */
  const lines: number[] = [];
  const skipped: CsvRecord[] = [];
  let line = 1;
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD_BYTES,
    // Called at the end of every cell, also of rows that are then skipped: the first cell tells where the row begins.
    cast(value, { index, bytes: end }) {
      if (index === 0) line = counter.lineAt(end) - countBreaks(value);
      return value;
    },
    on_record(cells) {
      lines.push(line);
      return cells;
    },
    on_skip(error) {
      const at = error?.["index"] === 0 ? counter.lineAt(Number(error["bytes"])) : line;
      skipped.push({ line: at, problem: readProblem(error, at) });
      return undefined;
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
      yield* takeBefore(skipped, at);
      if (cells.length > 1 || cells[0] !== "") yield { line: at, cells };
    }
    yield* takeBefore(skipped, Number.POSITIVE_INFINITY);
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
    const dialect = findDialect(start, next.done === true);
    if (dialect !== null) {
      const { delimiter, skip } = dialect;
      return { start: start.slice(skip), delimiter, skippedLines: skip > 0 ? 1 : 0 };
    }
    if (start.length > MAX_HEADER_CHARACTERS) {
      throw new InvalidInputError(
        "line 1",
        `the header has no end within ${MAX_HEADER_CHARACTERS} characters. Is this a CSV file?`,
      );
    }
  }
}

async function* prepend(start: string, texts: AsyncIterable<string>): AsyncGenerator<string> {
  yield start;
  yield* texts;
}

/** Rows that could not be read come in the order of the file; one row may be reported more than once. */
function* takeBefore(skipped: CsvRecord[], line: number): Generator<CsvRecord> {
  let last: number | undefined;
  while (skipped[0] !== undefined && skipped[0].line < line) {
    const record = skipped.shift();
    if (record !== undefined && record.line !== last) yield record;
    last = record?.line;
  }
}

function countBreaks(value: string): number {
  let breaks = 0;
  // One by one: a cell may hold millions.
  for (const _ of value.matchAll(/\r\n|\n|\r/g)) breaks += 1;
  return breaks;
}

/** What is wrong with one row. What leaves the rest of the file in doubt is thrown, and refuses all of it. */
function readProblem(error: CsvError | undefined, line: number): string {
  const refuse = (problem: string) => new InvalidInputError(`line ${line}`, problem, { cause: error });
  const code = error?.code ?? "unknown";
  if (code === "INVALID_OPENING_QUOTE") {
    return "a quote stands within a cell that does not begin with one; quote the whole cell and double the quote";
  }
  if (code === "CSV_INVALID_CLOSING_QUOTE") {
    throw refuse(
      "text follows a closing quote, so where the cell ends is unclear. Double the quotes within the cell.",
    );
  }
  if (code === "CSV_QUOTE_NOT_CLOSED")
    throw refuse("a quote is opened and never closed. Close or remove it.");
  if (code === "CSV_MAX_RECORD_SIZE") {
    throw refuse(
      `the row is longer than ${MAX_RECORD_BYTES / 1024 / 1024} MB. A quote may be missing; else shorten its cells.`,
    );
  }
  throw refuse(`cannot be read as CSV (${code}).`);
}
