import { InvalidInputError } from "../../errors.ts";
import { type CellNote, type CellProblem, type CompanyRow, readCompanyRow } from "./company-csv.ts";
import { type ColumnMap, type Header, nameCells, readHeader } from "./read-header.ts";
import { type CsvRecord, readRecords } from "./read-records.ts";

/** A row of the file: a company, or what is wrong with it. */
export type ReadRow =
  | { readonly line: number; readonly company: CompanyRow; readonly notes: readonly CellNote[] }
  | { readonly line: number; readonly problems: readonly CellProblem[] };

export const MAX_ROWS = 1_000_000;

/** The companies of a CSV file, row by row. Throws InvalidInputError where the file as a whole cannot be read. */
export async function* readCompanies(
  bytes: AsyncIterable<Buffer>,
  options: {
    readonly onHeader: (header: Header) => void;
    readonly map?: ColumnMap;
    readonly maxRows?: number;
  },
): AsyncGenerator<ReadRow> {
  const { onHeader, map, maxRows = MAX_ROWS } = options;
  let header: Header | undefined;
  let rows = 0;
  for await (const record of withoutFooter(readRecords(bytes))) {
    if (header === undefined) {
      header = readHeader(record, map);
      onHeader(header);
      continue;
    }
    rows += 1;
    if (rows > maxRows) {
      throw new InvalidInputError(
        `line ${record.line}`,
        `the file has more than ${maxRows} rows. Split it into several.`,
      );
    }
    yield readRow(header, record);
  }
  if (header === undefined) {
    throw new InvalidInputError("file", "is empty. Its first line names the columns (docs/csv-format.md).");
  }
  if (rows === 0) {
    throw new InvalidInputError("file", "names its columns and has no rows. Add a line for each company.");
  }
}

function readRow(header: Header, record: CsvRecord): ReadRow {
  const { line } = record;
  const cells = nameCells(header, record.cells);
  if ("problem" in cells) return { line, problems: [{ field: "row", problem: cells.problem }] };
  return { line, ...readCompanyRow(cells) };
}

/** The second line of what Salesforce writes below a report; its name stands above it, after a blank line. */
const FOOTER = /^copyright \(c\) [\d-]+ salesforce/i;

/** The rows above the footer of a report, which would be companies otherwise. */
async function* withoutFooter(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord> {
  let held: CsvRecord | undefined;
  let line = 0;
  for await (const record of records) {
    if (FOOTER.test(record.cells[0] ?? "")) {
      const isTitle = held !== undefined && held.line > line + 1 && isAlone(held);
      if (held !== undefined && !isTitle) yield held;
      return;
    }
    if (held !== undefined) {
      yield held;
      line = held.line;
    }
    held = record;
  }
  if (held !== undefined) yield held;
}

function isAlone({ cells }: CsvRecord): boolean {
  return cells.slice(1).every((cell) => cell === "");
}
