/** Rows under a heading, columns aligned, for people; nothing in it moves a terminal's cursor. */
export function renderTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - [...cell].length))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Text on one line, without control characters. */
export function printable(text: string): string {
  return text.replace(/\s+/g, " ").replace(/\p{C}/gu, "\ufffd");
}
