/** What people copy: a command stays on one line, which the terminal wraps if it must. */
const WORDS = /node_modules\/\.bin\/[^,;\n]{1,500}?(?=[,;]|\.?$|\s\(|\s#)[,;.]?|\S{1,2000}/gm;

/** The text in lines of at most this many columns, broken between words; what is indented or aligned keeps its spaces. */
export function wrapText(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => (lengthOf(line) <= columns ? line : wrapLine(line, columns).join("\n")))
    .join("\n");
}

/** The lines of a text without line ends. */
export function wrapLine(line: string, columns: number): string[] {
  const lines: string[] = [];
  let end = 0;
  for (const match of line.matchAll(WORDS)) {
    const [word] = match;
    const space = line.slice(end, match.index);
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + lengthOf(space) + lengthOf(word) <= columns)
      lines[lines.length - 1] = last + space + word;
    else lines.push(last === undefined ? space + word : word);
    end = match.index + word.length;
  }
  return lines;
}

/** How wide the terminal is that shows results; without one nothing is wrapped. */
export function terminalColumns(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** In code points, which is close enough to what a terminal shows. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
