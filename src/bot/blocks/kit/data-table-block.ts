import type { DataTableBlock } from "@slack/types";
import { cutText } from "./text.ts";

/** A cell: a text, or a number with the words it is shown in, by which the column is sorted. */
export type TableCell = string | { readonly value: number; readonly text: string };

const MAX_ROWS = 100;
const MAX_COLUMNS = 20;
/** Over all cells, by Slack's reference. */
const MAX_CHARACTERS = 10_000;
const MAX_CELL = 200;
/** Rows a reader sees without turning the page. */
const PAGE_SIZE = 10;

type Cell = DataTableBlock["rows"][number][number];

/**
 * A table that readers sort and filter (https://docs.slack.dev/reference/block-kit/blocks/data-table-block). Rows beyond
 * Slack's limits are left out, the last first, and the caption says how many. Null without a row.
 */
export function dataTableBlock(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly TableCell[])[],
): DataTableBlock | null {
  const columns = Math.min(head.length, MAX_COLUMNS);
  const headCells = head.slice(0, columns).map(textCell);
  let room = MAX_CHARACTERS - sizeOf(headCells);
  const shown: Cell[][] = [];
  for (const row of rows.slice(0, MAX_ROWS)) {
    const cells = Array.from({ length: columns }, (_, column) => cellOf(row[column] ?? ""));
    room -= sizeOf(cells);
    if (room < 0) break;
    shown.push(cells);
  }
  if (shown.length === 0) return null;
  const left = rows.length - shown.length;
  return {
    type: "data_table",
    caption: cutText(left === 0 ? caption : `${caption} (${left} more not shown)`, 150),
    rows: [headCells, ...shown],
    page_size: PAGE_SIZE,
  };
}

function cellOf(cell: TableCell): Cell {
  if (typeof cell === "string") return textCell(cell);
  return { type: "raw_number", value: cell.value, text: shownText(cell.text) };
}

function textCell(text: string): Cell {
  return { type: "raw_text", text: shownText(text) };
}

/** Slack refuses an empty cell. */
function shownText(text: string): string {
  return cutText(text.trim() === "" ? "–" : text, MAX_CELL);
}

function sizeOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + ("text" in cell ? (cell.text?.length ?? 0) : 0), 0);
}
