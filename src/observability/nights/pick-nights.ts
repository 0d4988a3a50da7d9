const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
/** Nights of the same weekday that are enough to compare with those alone. */
const ENOUGH_WEEKDAYS = 4;
/** The most nights that are compared with. */
const MOST_NIGHTS = 14;

/** The nights that a night is compared with, and which they are: "last 14 nights", "last 4 Mondays", "night before"; null without one. */
export interface PickedNights<Night> {
  readonly nights: readonly Night[];
  readonly words: string | null;
}

/** Of the nights before one (the newest first), those of the same weekday, 1 (Monday) to 7, once there are four; else the newest 14. */
export function pickNights<Night extends { readonly weekday: number }>(
  weekday: number,
  earlier: readonly Night[],
): PickedNights<Night> {
  const same = earlier.filter((night) => night.weekday === weekday);
  const isByWeekday = same.length >= ENOUGH_WEEKDAYS;
  const nights = (isByWeekday ? same : earlier).slice(0, MOST_NIGHTS);
  if (nights.length === 0) return { nights, words: null };
  if (isByWeekday) return { nights, words: `last ${nights.length} ${WEEKDAYS[weekday - 1] ?? "night"}s` };
  return { nights, words: nights.length === 1 ? "night before" : `last ${nights.length} nights` };
}
