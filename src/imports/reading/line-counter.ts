/** Tells on which line of a text a byte lies, the offsets being asked for in ascending order. */
export interface LineCounter {
  /** The next bytes of the text (UTF-8). */
  add(bytes: Buffer): void;
  /** The line of the byte at `offset`, which must have been added. */
  lineAt(offset: number): number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Counts CRLF, LF and CR as one line end each. */
export function createLineCounter(firstLine: number): LineCounter {
  let added = 0;
  let endsWithCarriageReturn = false;
  let line = firstLine;
  /** Where the lines begin that have not been asked for yet. */
  let starts: number[] = [];
  let passed = 0;
  return {
    add(bytes) {
      // Only what was passed is left behind: a row of millions of lines would be copied with each piece of it.
      if (passed > 0) starts = starts.slice(passed);
      passed = 0;
      for (const [index, byte] of bytes.entries()) {
        const isSecondHalf = byte === LINE_FEED && endsWithCarriageReturn;
        if (isSecondHalf) starts[starts.length - 1] = added + index + 1;
        else if (byte === LINE_FEED || byte === CARRIAGE_RETURN) starts.push(added + index + 1);
        endsWithCarriageReturn = byte === CARRIAGE_RETURN;
      }
      added += bytes.length;
    },
    lineAt(offset) {
      while ((starts[passed] ?? Number.POSITIVE_INFINITY) <= offset) {
        passed += 1;
        line += 1;
      }
      return line;
    },
  };
}
