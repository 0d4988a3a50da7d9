import { counted, percent } from "../rulebook/phrases.ts";

/**
 * How a share compares with the same share on earlier nights, in one sentence; null without an earlier one.
 *
 *     "34 % tonight; on the last 14 nights 9 % in the middle and 21 % at most."
 */
export function compareNights(now: number, earlier: readonly number[]): string | null {
  const sorted = earlier.toSorted((one, other) => one - other);
  const most = sorted.at(-1);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (most === undefined || middle === undefined) return null;
  const nights =
    sorted.length === 1 ? "on the night before" : `on the last ${counted(sorted.length, "night")}`;
  const range =
    sorted.length === 1 ? percent(most) : `${percent(middle)} in the middle and ${percent(most)} at most`;
  return `${percent(now)} in this run; ${nights} ${range}.`;
}

/** On how many of the nights before the same alert fired, in one sentence; null without an earlier night. */
export function compareOccurrence({
  nights,
  hits,
}: {
  readonly nights: number;
  readonly hits: number;
}): string | null {
  if (nights === 0) return null;
  const before = nights === 1 ? "the night before" : `the ${nights} nights before`;
  if (hits === 0) return `New: it did not fire on ${before}.`;
  return nights === 1 ? "It also fired on the night before." : `It also fired on ${hits} of ${before}.`;
}
