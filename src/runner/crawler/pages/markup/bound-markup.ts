/** Seven times what browsers' own advice calls too many; the cost of parsing can grow with its square. */
const MAX_ELEMENTS = 10_000;
const MAX_TAGS = 50_000;
/** Each closing tag may be looked for among all the elements before it, which may be open still. */
const MAX_SEARCHED = MAX_ELEMENTS ** 2;
/**
 * What may part attributes inside one tag; they are compared with each other, hence the bound on the sum of the squares
 * over all tags as well. (A long `data:` address has many `/`.)
 */
const MAX_SEPARATORS_IN_TAG = 8_000;
const MAX_COMPARISONS = MAX_SEPARATORS_IN_TAG ** 2;

const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(" \t\n\f\r/\"'"));
const [TAB, SPACE, DOUBLE, SINGLE, EQUALS, LESS, GREATER, SLASH] = [
  0x09, 0x20, 0x22, 0x27, 0x3d, 0x3c, 0x3e, 0x2f,
];

/**
 * The part of a page that is parsed: it ends before the 10,001st element or the 50,001st `<` of any kind, where
 * thousands of closing tags follow thousands of elements, or where tags have thousands of attributes. Few bytes of nested tags can otherwise keep a parser busy for minutes, and with it everything
 * else in the process.
 */
export function boundMarkup(bytes: Buffer): Buffer {
  let tags = 0;
  let elements = 0;
  let searched = 0;
  let comparisons = 0;
  let separators = 0;
  let isInTag = false;
  let quote: number | null = null;
  let previous = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte === LESS) tags += 1;
    const name = byte === LESS ? nextOf(bytes, index + 1) : -1;
    const isClosing = bytes[name] === SLASH;
    if (isLetter(bytes[isClosing ? nextOf(bytes, name + 1) : name])) {
      // A closing tag makes no element, but its attributes are read like any other's.
      if (isClosing) searched += elements;
      else elements += 1;
      if (quote === null) {
        comparisons += separators ** 2;
        separators = 0;
      }
      isInTag = true;
    } else if (isInTag) {
      if (SEPARATORS.has(byte)) separators += 1;
      if (byte === quote) quote = null;
      else if (quote === null && previous === EQUALS && (byte === DOUBLE || byte === SINGLE)) quote = byte;
      else if (quote === null && byte === GREATER) isInTag = false;
    }
    const isTooMuch =
      tags > MAX_TAGS ||
      elements > MAX_ELEMENTS ||
      searched > MAX_SEARCHED ||
      separators > MAX_SEPARATORS_IN_TAG ||
      comparisons + separators ** 2 > MAX_COMPARISONS;
    if (isTooMuch) return bytes.subarray(0, index);
    // Zero bytes are the other halves of UTF-16.
    if (byte !== 0 && byte !== SPACE && (byte < TAB || byte > 0x0d)) previous = byte;
  }
  return bytes;
}

/** Where the next byte stands that is none of the zeros of UTF-16. */
function nextOf(bytes: Buffer, index: number): number {
  return bytes[index] === 0 ? index + 1 : index;
}

function isLetter(byte: number | undefined): boolean {
  const lower = (byte ?? 0) | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
