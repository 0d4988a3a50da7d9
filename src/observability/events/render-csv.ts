import { stringify } from "csv-stringify/sync";
import { markFormulas, markNumbers } from "./mark-formulas.ts";

/** The value of a cell; null is an empty cell. */
export type Cell = string | number | bigint | boolean | Date | null;

/** A column: its header and how its cell is read from a row. */
export interface Column<Row> {
  readonly header: string;
  cell(row: Row): Cell;
}

const OPTIONS = {
  record_delimiter: "\r\n", // RFC 4180
  // Anything that a reader could treat as the end of a cell or a record, in any locale.
  quoted_match: /[\r\n\t,;|"\u2028\u2029\u0085\v\f]/,
  cast: {
    date: (value: Date) => value.toISOString(),
    boolean: String,
  },
} as const;

const BYTE_ORDER_MARK = "\ufeff";

/**
 * CSV (RFC 4180, UTF-8) of rows that come in batches: the header first, then one text per batch, with nothing held back.
 * No cell is a formula to a spreadsheet, whatever its separator. `forPeople`: for opening in a spreadsheet; begins with a
 * byte order mark, which Excel needs to detect UTF-8, and keeps text that looks like a number (`0012345`, `1E10`) as text.
 */
export async function* renderCsv<Row>(
  columns: readonly Column<Row>[],
  batches: AsyncIterable<readonly Row[]>,
  { forPeople = false }: { readonly forPeople?: boolean } = {},
): AsyncGenerator<string> {
  const mark = (cell: Cell): Cell => {
    if (typeof cell !== "string") return cell;
    return forPeople ? markNumbers(markFormulas(cell)) : markFormulas(cell);
  };
  const header = stringify([columns.map((column) => column.header)], OPTIONS);
  yield forPeople ? `${BYTE_ORDER_MARK}${header}` : header;
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield stringify(
      rows.map((row) => columns.map((column) => mark(column.cell(row)))),
      OPTIONS,
    );
  }
}
