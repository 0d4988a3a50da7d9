import { COMPANY_COLUMNS, foldHeader, headersOf } from "./company-columns.ts";

/** How a file separates its cells, and how much of it comes before the header. */
export interface Dialect {
  readonly delimiter: string;
  /** Characters before the header: a line such as `sep=;`, which spreadsheets write as a hint, or a title above the table. */
  readonly skip: number;
}

const DELIMITERS = [",", ";", "\t", "|"];
const NAMES = new Set(headersOf("company_name"));
const KNOWN = new Set(COMPANY_COLUMNS.flatMap(headersOf));
/** How many lines may come above the header: reports have a title, LinkedIn's connections a note. */
const SEARCHED_LINES = 10;

/** How the header is separated and where it begins; null when `start` does not tell, and more of the file may. */
export function findDialect(start: string, isWhole: boolean): Dialect | null {
  // A hint that may go on: its line end is not there yet, or only half of it.
  if (!isWhole && /^"?(s|se|sep|sep=|sep=."?\r?)?$/is.test(start)) return null;
  const hint = /^("?)sep=(.)\1(?:\r\n|\n|\r(?=.))/is.exec(start);
  if (hint?.[2] !== undefined) return { delimiter: hint[2], skip: hint[0].length };
  const lines = readLines(start, isWhole);
  const found = lines.find(({ header }) => header.knowsName && header.known > 1);
  if (found !== undefined) return { delimiter: found.header.delimiter, skip: found.at };
  const [first] = lines;
  if (first === undefined) return null;
  return isWhole || lines.length >= SEARCHED_LINES ? { delimiter: first.header.delimiter, skip: 0 } : null;
}

/** The first lines that have an end, line ends within quotes being none. */
function readLines(start: string, isWhole: boolean) {
  const lines: { readonly at: number; readonly header: ReturnType<typeof readHeaderLine> }[] = [];
  let quoted = false;
  let at = 0;
  let end = 0;
  for (const character of start) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === "\n" || character === "\r")) {
      if (end > at) lines.push({ at, header: readHeaderLine(start.slice(at, end)) });
      if (lines.length >= SEARCHED_LINES) return lines;
      at = end + 1;
    }
    end += character.length;
  }
  if (isWhole) lines.push({ at, header: readHeaderLine(start.slice(at)) });
  return lines;
}

/**
 * A line as the delimiter separates it by which most columns are known, so that a comma within a header of semicolons counts
 * for nothing; else the most frequent.
 */
function readHeaderLine(line: string) {
  const [best] = DELIMITERS.map((delimiter) => {
    const cells = split(line, delimiter).map(foldHeader);
    const known = cells.filter((cell) => KNOWN.has(cell)).length;
    return { delimiter, known, knowsName: cells.some((cell) => NAMES.has(cell)), width: cells.length };
  }).toSorted((one, other) => other.known - one.known || other.width - one.width);
  return best ?? { delimiter: ",", known: 0, knowsName: false, width: 1 };
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
