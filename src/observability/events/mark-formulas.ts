/**
 * The start of a formula: at the start of a cell, or after what another locale takes for the end of one, behind blanks and
 * characters that nobody sees. Spreadsheets take full-width signs for plain ones.
 */
const FORMULA =
  /(^|[;\t\r\n|\u2028\u2029\u0085])([ \u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*)(?=[=+\-@＝＋－＠])/g;

/** Digits that a spreadsheet would write in another way: leading zeros, exponents, more digits than it keeps. */
const NUMBER = /^\s*(?:0\d+|\d+(?:[.,]\d+)?[eE][+-]?\d+|\d{12,})\s*$/;

/** The text with a `'` before each start of a formula, which makes it text to spreadsheets. */
export function markFormulas(text: string): string {
  const marked = text.replace(FORMULA, "$1$2'");
  return /^[\t\r]/.test(marked) ? `'${marked}` : marked;
}

/** The text with a `'` before it, if a spreadsheet would take it for a number and change it. */
export function markNumbers(text: string): string {
  return text.length <= MAX_NUMBER_CHARS && NUMBER.test(text) ? `'${text}` : text;
}

/** Longer texts are no numbers to a spreadsheet either. */
const MAX_NUMBER_CHARS = 60;
