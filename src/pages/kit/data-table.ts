import type { ReactNode } from "react";
import type { Cell } from "../../observability/events/render-csv.ts";

/** A column: the same value for the page and for its CSV file. */
export interface TableColumn<Row> {
  readonly name: string;
  /** The value in the CSV file. */
  value(row: Row): Cell;
  /** How the page shows it; the value as text unless given. */
  show?(row: Row): ReactNode;
  readonly isNumber?: boolean;
  /** Only in the file. */
  readonly isFileOnly?: boolean;
}

/** A table on a page, which is also a CSV file. */
export interface DataTable {
  /** Its name in addresses and in the file's name. */
  readonly name: string;
  readonly caption: string;
  readonly headings: readonly { readonly name: string; readonly isNumber: boolean }[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  /** Said instead of the table when there are no rows. */
  readonly empty: string;
  /** The query string of the next page; null on the last. */
  readonly next: string | null;
  /** All columns and rows of the file. */
  readonly file: { readonly headers: readonly string[]; readonly rows: readonly (readonly Cell[])[] };
}

/** Makes a table of rows. */
export function createTable<Row>({
  name,
  caption,
  columns,
  rows,
  keyOf,
  empty,
  next = null,
}: {
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly TableColumn<NoInfer<Row>>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty: string;
  readonly next?: string | null;
}): DataTable {
  const shown = columns.filter(({ isFileOnly = false }) => !isFileOnly);
  return {
    name,
    caption,
    empty,
    next,
    headings: shown.map((column) => ({ name: column.name, isNumber: column.isNumber ?? false })),
    rows: rows.map((row) => ({
      key: keyOf(row),
      cells: shown.map((column) =>
        column.show === undefined ? asText(column.value(row)) : column.show(row),
      ),
    })),
    file: {
      headers: columns.map((column) => column.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_")),
      rows: rows.map((row) => columns.map((column) => column.value(row))),
    },
  };
}

function asText(cell: Cell): string {
  if (cell === null) return "–";
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
