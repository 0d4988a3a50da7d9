import { lengthOf, terminalColumns, wrapLine } from "./wrap-text.ts";

/** Below this many columns, a table that does not fit is shown as a block for each row. */
const NARROW = 100;

/** Rows under a heading, columns aligned, for people; without control characters. */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  columns = terminalColumns(),
): string {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? ""))));
  const width = widths.reduce((sum, one) => sum + one + 2, -2);
  if (columns < NARROW && width > columns && rows.length > 0)
    return renderBlocks(heading, cells.slice(1), columns);
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Each row as lines of label and value, broken between words; empty values are left out. */
function renderBlocks(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string {
  const labelWidth = Math.max(...heading.map(lengthOf));
  return rows
    .map((row) =>
      heading
        .flatMap((label, column) => {
          const cell = row[column] ?? "";
          if (cell === "") return [];
          const before = label === "" ? "" : `${label.toLowerCase().padEnd(labelWidth)}  `;
          return [wrap(before, cell, columns)];
        })
        .join("\n"),
    )
    .join("\n\n");
}

/** The text after its label, broken between words. */
function wrap(label: string, text: string, columns: number): string {
  const indent = " ".repeat(lengthOf(label));
  return label + wrapLine(text, columns - lengthOf(label)).join(`\n${indent}`);
}

/** Text on one line, without control characters. */
export function printable(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{C}/gu, "\ufffd");
}
