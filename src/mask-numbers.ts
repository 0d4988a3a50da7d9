import { REDACTED } from "./redacted.ts";

/** What stands between the groups of a number as people write it. */
const GAP = String.raw`[ \u00a0\u2007\u2009\u202f.\-\u2010-\u2013_/]`;
const DIGIT = "[0-9０-９]";
/** A run of digits with single gaps; one linear scan, whatever its length. */
const DIGITS = new RegExp(`${DIGIT}(?:${GAP}?${DIGIT})+`, "gu");

/** The first digits of the cards of each network, and how long their numbers are. */
const NETWORKS: readonly (readonly [begins: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 19]],
  [/^3(?:0[0-5]|[689])/, [14, 16, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50|5[6-9]|6[0137])/, [16, 18, 19]],
];

/** How long the account numbers of each country are (the IBAN registry). */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
  }).flatMap(([length, countries]) =>
    countries.split(" ").map((country): [string, number] => [country, Number(length)]),
  ),
);
/** Where an account number may begin; a longer word is none. */
const IBAN_START = /(?<![a-z0-9])(?:iban)?([a-z]{2})(?=[ \u00a0-]?\d[ \u00a0-]?\d)/giu;
const IBAN_GAP = /[ \u00a0-]/;

/** A telephone number in E.164, with the gaps and brackets that people add: a plus, then 8 to 15 digits. */
const PHONE = new RegExp(
  `(?<![\\w+＋])(?:[+＋]|%2B)${DIGIT}(?:[()/]{0,2}${GAP}?[()/]{0,2}${DIGIT}){7,14}(?!${DIGIT})`,
  "giu",
);

/** Masks card numbers (by network and check digit), IBANs (by country and check digits) and telephone numbers. */
export function maskNumbers(text: string): string {
  return maskIbans(text).replace(PHONE, REDACTED).replace(DIGITS, maskCards);
}

function maskCards(run: string): string {
  const characters = Array.from(run);
  const digits = characters.flatMap((character, place) => {
    const value = digitOf(character);
    return value === null ? [] : [{ value, place }];
  });
  const isGap = (place: number) => digitOf(characters[place] ?? " ") === null;
  for (let first = 0; first + 13 <= digits.length; first += 1) {
    const begin = digits[first]?.place ?? 0;
    // Inside a group no card begins or ends: it would be a part of a longer number.
    if (begin > 0 && !isGap(begin - 1)) continue;
    for (let length = 19; length >= 13; length -= 1) {
      const last = digits[first + length - 1];
      if (last === undefined || !isGap(last.place + 1)) continue;
      if (!isCard(digits.slice(first, first + length).map(({ value }) => value))) continue;
      const before = characters.slice(0, begin).join("");
      const after = characters.slice(last.place + 1).join("");
      return `${before}${REDACTED}${maskCards(after)}`;
    }
  }
  return run;
}

function digitOf(character: string): number | null {
  const code = character.charCodeAt(0);
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 0xff10 && code <= 0xff19 ? code - 0xff10 : null;
}

function isCard(digits: readonly number[]): boolean {
  const beginning = digits.slice(0, 6).join("");
  const isOfNetwork = NETWORKS.some(
    ([begins, lengths]) => begins.test(beginning) && lengths.includes(digits.length),
  );
  return isOfNetwork && luhnSum(digits) % 10 === 0;
}

/** Luhn's sum: every second digit from the right is doubled, and its own digits added. */
function luhnSum(digits: readonly number[]): number {
  return digits.toReversed().reduce((sum, digit, place) => {
    const doubled = place % 2 === 0 ? digit : digit * 2;
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
}

function maskIbans(text: string): string {
  let masked = "";
  let done = 0;
  for (const match of text.matchAll(IBAN_START)) {
    const [whole, country = ""] = match;
    const begin = match.index + whole.length - country.length;
    if (begin < done) continue;
    const end = endOfIban(text, begin, IBAN_LENGTHS.get(country.toUpperCase()) ?? 0);
    if (end === null) continue;
    masked += text.slice(done, begin) + REDACTED;
    done = end;
  }
  return masked + text.slice(done);
}

/** Where the account number that begins here ends; null when it is none. */
function endOfIban(text: string, begin: number, length: number): number | null {
  let compact = "";
  let place = begin;
  while (compact.length < length) {
    const character = text[place] ?? "";
    if (/[a-z0-9]/i.test(character)) compact += character.toUpperCase();
    else if (!IBAN_GAP.test(character) || IBAN_GAP.test(text[place - 1] ?? "")) return null;
    place += 1;
  }
  if (length === 0 || /[a-z0-9]/i.test(text[place] ?? "")) return null;
  return isIban(compact) ? place : null;
}

/** Mod 97 of ISO 13616: the first four characters last, letters as 10 to 35. */
function isIban(compact: string): boolean {
  const rearranged = `${compact.slice(4)}${compact.slice(0, 4)}`;
  const rest = Array.from(rearranged).reduce((sum, character) => {
    const value = Number.parseInt(character, 36);
    return (sum * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return rest === 1;
}
