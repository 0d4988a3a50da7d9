const MS = 1_000_000;
/** What a column of whole numbers holds. */
const LONGEST_MS = 2_147_483_647;

/** A time in nanoseconds since 1970; null if it is none, or further away than a Date reaches. */
export function timeOf(nanoseconds: number): Date | null {
  if (nanoseconds <= 0) return null;
  // A number holds them to a quarter of a microsecond: by whole microseconds first, else a millisecond may be lost.
  const time = new Date(Math.floor(Math.round(nanoseconds / 1_000) / 1_000));
  return Number.isNaN(time.getTime()) ? null : time;
}

/** From start to end in milliseconds; null if it did not end, ended before it began, or lasted more than 24 days. */
export function durationMs(start: number, end: number): number | null {
  if (start <= 0 || end <= 0) return null;
  const duration = Math.round((end - start) / MS);
  return duration >= 0 && duration <= LONGEST_MS ? duration : null;
}
