/** Seven times what browsers' own advice calls too many; the cost of parsing can grow with its square. */
const MAX_ELEMENTS = 10_000;
/** What may part attributes inside one tag; they are compared with each other. (A long `data:` address has many `/`.) */
const MAX_SEPARATORS_IN_TAG = 8_000;

const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(" \t\n\f\r/\"'"));
const [TAB, SPACE, DOUBLE, SINGLE, EQUALS, LESS, GREATER] = [0x09, 0x20, 0x22, 0x27, 0x3d, 0x3c, 0x3e];

/**
 * The part of a page that is parsed: it ends before the 10,001st element, or in a tag of thousands of attributes. Few
 * bytes of nested tags can otherwise keep a parser busy for minutes, and with it everything else in the process.
 */
export function boundMarkup(bytes: Buffer): Buffer {
  let elements = 0;
  let separators = 0;
  let isInTag = false;
  let quote: number | null = null;
  let previous = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte === LESS && isLetter(bytes, index + 1)) {
      elements += 1;
      if (quote === null) separators = 0;
      isInTag = true;
    } else if (isInTag) {
      if (SEPARATORS.has(byte)) separators += 1;
      if (byte === quote) quote = null;
      else if (quote === null && previous === EQUALS && (byte === DOUBLE || byte === SINGLE)) quote = byte;
      else if (quote === null && byte === GREATER) isInTag = false;
    }
    if (elements > MAX_ELEMENTS || separators > MAX_SEPARATORS_IN_TAG) return bytes.subarray(0, index);
    // Zero bytes are the other halves of UTF-16.
    if (byte !== 0 && byte !== SPACE && (byte < TAB || byte > 0x0d)) previous = byte;
  }
  return bytes;
}

function isLetter(bytes: Buffer, index: number): boolean {
  const byte = (bytes[index] === 0 ? bytes[index + 1] : bytes[index]) ?? 0;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
