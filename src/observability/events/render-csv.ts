import { stringify } from "csv-stringify/sync";

/** A cell as the caller holds it; null is an empty cell. */
export type Cell = string | number | bigint | boolean | Date | null;

/** A column: its header and how its cell is read from a row. */
export interface Column<Row> {
  readonly header: string;
  cell(row: Row): Cell;
}

const OPTIONS = {
  record_delimiter: "\r\n", // RFC 4180
  escape_formulas: true, // a cell that starts like a formula is text to every spreadsheet
  cast: {
    date: (value: Date) => value.toISOString(),
    boolean: String,
  },
} as const;

/** CSV (RFC 4180, UTF-8) of rows that come in batches: one text a batch, the header first, nothing held back. */
export async function* renderCsv<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield stringify([columns.map(({ header }) => header)], OPTIONS);
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield stringify(
      rows.map((row) => columns.map((column) => column.cell(row))),
      OPTIONS,
    );
  }
}
