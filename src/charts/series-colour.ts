/**
 * Colours by role. They are the page's own variables, which have a light and a dark value each, so that one drawing serves
 * both. The series colours are told apart by people who see red and green alike; series also differ in dash and symbol.
 */
export const INK = "var(--chart-ink)";
export const GRID = "var(--chart-grid)";
export const PAPER = "var(--chart-paper)";
export const SERIES_COLOURS = [
  "var(--series-1)",
  "var(--series-2)",
  "var(--series-3)",
  "var(--series-4)",
  "var(--series-5)",
  "var(--series-6)",
] as const;
export const DASHES = ["solid", [6, 3], [2, 3], [8, 3, 2, 3]] as const;
export const SYMBOLS = ["circle", "rect", "triangle", "diamond"] as const;

/** The colour of the series in this place; they repeat after the last. */
export function seriesColour(place: number): string {
  return SERIES_COLOURS[place % SERIES_COLOURS.length] ?? SERIES_COLOURS[0];
}
