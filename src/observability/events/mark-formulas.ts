/**
 * The start of a formula: at the start of a cell or after anything that some locale treats as the end of a cell, possibly
 * after blanks and invisible characters. Spreadsheets treat full-width signs like plain ones.
 */
const FORMULA =
  /(^|[;\t\r\n|\u2028\u2029\u0085])([ \u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*)(?=[=+\-@＝＋－＠])/g;

/** Digits that a spreadsheet would change: leading zeros, exponents, more digits than it keeps. */
const NUMBER = /^\s*(?:0\d+|\d+(?:[.,]\d+)?[eE][+-]?\d+|\d{12,})\s*$/;

/** Puts a `'` before each start of a formula, so that spreadsheets treat it as text. */
export function markFormulas(text: string): string {
  const marked = text.replace(FORMULA, "$1$2'");
  return /^[\t\r]/.test(marked) ? `'${marked}` : marked;
}

/** Puts a `'` before the text if a spreadsheet would treat it as a number and change it. */
export function markNumbers(text: string): string {
  return text.length <= MAX_NUMBER_CHARS && NUMBER.test(text) ? `'${text}` : text;
}

/** Spreadsheets do not treat longer texts as numbers either. */
const MAX_NUMBER_CHARS = 60;
