import { COLUMN_ALIASES, COMPANY_COLUMNS, foldHeader } from "./company-columns.ts";

/** How a file separates its cells, and how much of it comes before the header. */
export interface Dialect {
  readonly delimiter: string;
  /** Characters of a first line such as `sep=;`, which spreadsheets write and read as a hint; 0 without one. */
  readonly skip: number;
}

const DELIMITERS = [",", ";", "\t", "|"];
const KNOWN = new Set(
  COMPANY_COLUMNS.flatMap((column) => [column.replaceAll("_", " "), ...COLUMN_ALIASES[column]]),
);

/** What lies before the end of the header line in `start`; null when the line goes on beyond it. */
export function findDialect(start: string, isWhole: boolean): Dialect | null {
  // A hint that may go on: its line end is not there yet, or only half of it.
  if (!isWhole && /^(s|se|sep|sep=|sep=.\r?)?$/is.test(start)) return null;
  const hint = /^sep=(.)(?:\r\n|\n|\r(?=.))/is.exec(start);
  if (hint?.[1] !== undefined) return { delimiter: hint[1], skip: hint[0].length };
  let quoted = false;
  let end = 0;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) {
      return { delimiter: chooseDelimiter(start.slice(0, end)), skip: 0 };
    }
    end += character.length;
  }
  return isWhole ? { delimiter: chooseDelimiter(start), skip: 0 } : null;
}

/** The one by which most columns are known, so that a comma within a header of semicolons counts for nothing; else the most frequent. */
function chooseDelimiter(header: string): string {
  const [best] = DELIMITERS.map((delimiter) => {
    const cells = split(header, delimiter);
    return { delimiter, known: cells.filter((cell) => KNOWN.has(foldHeader(cell))).length, cells };
  }).toSorted((one, other) => other.known - one.known || other.cells.length - one.cells.length);
  return best?.delimiter ?? ",";
}

/** The cells of one line, their quotes left out. */
function split(line: string, delimiter: string): string[] {
  const cells = [""];
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) cells.push("");
    else cells[cells.length - 1] += character;
  }
  return cells;
}
