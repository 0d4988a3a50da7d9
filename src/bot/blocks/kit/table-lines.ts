/** How wide a line may be before a phone wraps it, in characters. */
const MAX_WIDTH = 40;

/**
 * A table as lines of equal width that fit a phone: the first column to the left, figures to the right. Where it would
 * be too wide, the first column is cut short, since the figures matter most.
 */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ""))));
  const rest = widths.slice(1).reduce((sum, width) => sum + width + 1, 0);
  const first = Math.max(4, Math.min(widths[0] ?? 0, MAX_WIDTH - rest));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? padTo(cell, first) : cell.padStart(widths[column] ?? 0)))
      .join(" ")
      .trimEnd(),
  );
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

function padTo(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length > width) return `${characters.slice(0, width - 1).join("")}…`;
  return text + " ".repeat(width - characters.length);
}
