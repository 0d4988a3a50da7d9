import { pickNights } from "../../observability/nights/pick-nights.ts";
import { percent } from "../rulebook/phrases.ts";

/** An earlier night with the same share, `weekday` from 1 (Monday) to 7. */
export interface EarlierNight {
  readonly share: number;
  readonly weekday: number;
}

/**
 * How a share compares with the same share on earlier nights (the newest first), in one sentence; null without an earlier
 * one. Nights of the same weekday alone count once there are four.
 *
 *     "34 % in this run; on the last 14 nights the median was 9 %, the highest 21 %."
 */
export function compareNights(own: EarlierNight, earlier: readonly EarlierNight[]): string | null {
  const { nights: compared, words } = pickNights(own.weekday, earlier);
  const sorted = compared.map(({ share }) => share).toSorted((one, other) => one - other);
  const most = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (most === undefined || median === undefined) return null;
  const range =
    sorted.length === 1
      ? `it was ${percent(most)}`
      : `the median was ${percent(median)}, the highest ${percent(most)}`;
  return `${percent(own.share)} in this run; on the ${words} ${range}.`;
}

/**
 * On how many of the nights before the same alert fired or was still found, in one sentence; null without an earlier
 * night. `found`: for each of those nights, the newest first.
 */
export function compareOccurrence(found: readonly boolean[]): string | null {
  if (found.length === 0) return null;
  const missing = found.indexOf(false);
  const inARow = missing === -1 ? found.length : missing;
  if (inARow > 0) return `${ordinal(inARow + 1)} night in a row.`;
  const before = found.length === 1 ? "the night before" : `the ${found.length} nights before`;
  const hits = found.filter(Boolean).length;
  return hits === 0 ? `New: it did not fire on ${before}.` : `It also fired on ${hits} of ${before}.`;
}

function ordinal(count: number): string {
  const last = count % 10;
  const isTeen = Math.floor((count % 100) / 10) === 1;
  return `${count}${isTeen || last > 3 || last === 0 ? "th" : ["st", "nd", "rd"][last - 1]}`;
}
