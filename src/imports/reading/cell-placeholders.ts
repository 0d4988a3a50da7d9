/** What people write into a cell that has nothing to say. */
const PLACEHOLDERS = new Set([
  "–",
  "—",
  "n/a",
  "n.a.",
  "n.a",
  "#n/a",
  "na",
  "n.k.",
  "none",
  "nil",
  "null",
  "(null)",
  "(blank)",
  "blank",
  "empty",
  "unknown",
  "not available",
  "not applicable",
  "not known",
  "not provided",
  "[not provided]",
  "not set",
  "not specified",
  "not disclosed",
  "undisclosed",
  "no value",
  "(no value)",
  "--none--",
  "no website",
  "no web site",
  "tbd",
  "tba",
  "tbc",
  "pending",
  "undefined",
  "nan",
  "keine",
  "k.a.",
  "#ref!",
  "#value!",
  "#name?",
  "#div/0!",
  "#null!",
  "#num!",
]);

/** Whether a cell says that there is nothing to say; a spreadsheet's column that was too narrow says as much. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.has(text.trim().toLowerCase()) || /^(#{2,}|x{2,6}|[-_*.?/]+)$/i.test(text.trim());
}

/** What stands in `="00123"` or `'00123`, by which spreadsheets are told that a cell is text. */
export function withoutTextMark(text: string): string {
  return /^="([^"]*)"$/.exec(text)?.[1] ?? text.replace(/^'(?=[\w+=@-])/, "");
}

/** Spaces that nobody sees, and characters without width, as pages and spreadsheets leave them behind. */
export function withoutInvisible(text: string): string {
  return text
    .replace(/[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g, "")
    .replace(/^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g, "");
}

/** A cell's value in a report: short, on one line, and masked where it may be somebody's address. */
export function quoteCell(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/\p{C}/gu, "\ufffd");
  const masked = line.replace(/(?<![^\s@<>,;:"])[^\s@<>,;:"]+@(?=[^\s@])/g, "…@");
  return Array.from(masked).length > 60 ? `${Array.from(masked).slice(0, 59).join("")}…` : masked;
}
