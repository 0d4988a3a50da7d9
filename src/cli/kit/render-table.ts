/** Rows under a heading, columns aligned, for people; nothing in it moves a terminal's cursor. */
export function renderTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? ""))));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - lengthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text on one line, without control characters. */
export function printable(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{C}/gu, "\ufffd");
}

/** In code points, which is near enough to what a terminal shows. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
