/** How a file separates its cells, and how much of it comes before the header. */
export interface Dialect {
  readonly delimiter: string;
  /** Characters of a first line such as `sep=;`, which spreadsheets write and read as a hint; 0 without one. */
  readonly skip: number;
}

const DELIMITERS = [",", ";", "\t"];

/** What lies before the end of the header line in `start`; null when the line goes on beyond it. */
export function findDialect(start: string, isWhole: boolean): Dialect | null {
  // A hint that may go on: its line end is not there yet, or only half of it.
  if (!isWhole && /^(s|se|sep|sep=|sep=.\r?)?$/is.test(start)) return null;
  const hint = /^sep=(.)(?:\r\n|\n|\r(?=.))/is.exec(start);
  if (hint?.[1] !== undefined) return { delimiter: hint[1], skip: hint[0].length };
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "\n" || character === "\r") return { delimiter: mostFrequent(counts), skip: 0 };
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return isWhole ? { delimiter: mostFrequent(counts), skip: 0 } : null;
}

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  const [[delimiter] = [","]] = [...counts].sort(([, one], [, other]) => other - one);
  return delimiter;
}
