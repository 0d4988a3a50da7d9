import { COLUMN_ALIASES, COMPANY_COLUMNS, type CompanyColumn, foldHeader } from "./company-columns.ts";

/** Headers that share a word with a column and mean another thing. */
const OTHER_THINGS =
  /\b(linkedin|facebook|twitter|instagram|crunchbase|xing|logo|id|owner|phone|fax|email|e-mail|date|street|city|zip|postal|revenue|stage|status|contact|person|first|last|job|title|parent|tags?|keywords?|language|sics?|naics)\b/;

/** The column that an unknown header most likely means; null when it looks like none. */
export function nearestColumn(header: string): CompanyColumn | null {
  const text = foldHeader(header)
    .replace(/[^\p{L}\p{N}#]+/gu, " ")
    .trim();
  if (text === "" || OTHER_THINGS.test(text)) return null;
  const likely = COMPANY_COLUMNS.map((column) => ({
    column,
    likeness: Math.max(...COLUMN_ALIASES[column].map((alias) => likeness(text, alias))),
  })).toSorted((one, other) => other.likeness - one.likeness);
  const [found, next] = likely;
  // Several columns in one header: its line is separated by something else.
  if (found === undefined || found.likeness < 0.7 || (next?.likeness ?? 0) >= 0.9) return null;
  return found.column;
}

/** From 0 to 1: an alias within the header's words, or few letters apart. */
function likeness(text: string, alias: string): number {
  const plain = alias.replace(/[^\p{L}\p{N}#]+/gu, " ").trim();
  if (plain.length >= 5 && ` ${text} `.includes(` ${plain} `)) return 0.9;
  if (plain.replaceAll(" ", "") === text.replaceAll(" ", "")) return 1;
  const longest = Math.max(text.length, plain.length);
  return longest < 4 ? 0 : 1 - distance(text, plain) / longest;
}

/** How many letters must be added, removed or changed (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(one).entries()) {
    const next = [line + 1];
    for (const [index, known] of Array.from(other).entries()) {
      const changed = (row[index] ?? 0) + (letter === known ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
