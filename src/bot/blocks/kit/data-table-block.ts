import type { DataTableBlock } from "@slack/types";
import { cutText } from "./text.ts";

/** A cell: a text, a number with the words it is shown in (the column is sorted by the number), or a time. */
export type TableCell = string | { readonly value: number; readonly text: string } | { readonly at: Date };

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
  if ("at" in cell) return timeCell(cell.at);
  return { type: "raw_number", value: cell.value, text: shownText(cell.text) };
}

function textCell(text: string): Cell {
  return { type: "raw_text", text: shownText(text) };
}

/** A time in the reader's own time zone. */
function timeCell(at: Date): Cell {
  const date = {
    type: "date",
    timestamp: Math.floor(at.getTime() / 1000),
    format: "{date_short_pretty} {time}",
    fallback: `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  } as const;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [date] }] };
}

/** Slack refuses an empty cell. */
function shownText(text: string): string {
  return cutText(text.trim() === "" ? "–" : text, MAX_CELL);
}

/** What a cell says where nothing is drawn. */
export function cellText(cell: Cell): string {
  if (cell.type !== "rich_text") return cell.text;
  return cell.elements
    .flatMap((part) => (part.type === "rich_text_section" ? part.elements : []))
    .map((element) => ("fallback" in element ? (element.fallback ?? "") : ""))
    .join("");
}

function sizeOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cellText(cell).length, 0);
}
