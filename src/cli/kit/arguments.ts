import { InvalidInputError } from "../../errors.ts";

/** The largest number that our columns can hold. */
const HIGHEST = 2_147_483_647;

/** Reads an option's value as a whole number within a range. */
export function readNumber(option: string, text: string, minimum: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < minimum) {
    throw new InvalidInputError(option, `must be a whole number from ${minimum}, not "${text}"`);
  }
  if (value > HIGHEST) throw new InvalidInputError(option, `must be at most ${HIGHEST}, not ${text}`);
  return value;
}

/** Reads comma-separated words, without duplicates. Throws InvalidInputError for a word that `read` returns null for. */
export function readList<Item>(
  option: string,
  text: string,
  read: (word: string) => Item | null,
  expected: string,
): Item[] {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (words.length === 0) throw new InvalidInputError(option, `is empty. Expected: ${expected}.`);
  const items = words.map((word) => {
    const item = read(word);
    if (item === null) throw new InvalidInputError(option, `"${word}" is unknown. Expected: ${expected}.`);
    return item;
  });
  return [...new Set(items)];
}

/** Reads one word of a closed list. */
export function readWord<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new InvalidInputError(option, `must be one of ${words.join(", ")}`);
  return word;
}

/** Reads when something ends: a date (until its last moment, UTC) or a date with time and zone; it must be in the future. */
export function readExpiry(option: string, text: string, now: Date): Date {
  const end = readMoment(option, text, "T23:59:59.999Z");
  if (end <= now) throw new InvalidInputError(option, `${text} lies in the past`);
  return end;
}

/** Reads a date with time and zone, or a date, which means its first moment (UTC) unless another time is given. */
export function readMoment(option: string, text: string, timeOfDate = "T00:00:00Z"): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const moment = new Date(isDate ? `${text}${timeOfDate}` : text);
  if ((isDate || isInstant) && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidInputError(
    option,
    `must be a date such as 2030-12-31 or 2030-12-31T18:00Z, not "${text}"`,
  );
}
