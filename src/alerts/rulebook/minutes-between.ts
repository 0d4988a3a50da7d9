/** The minutes from one time to a later one; below zero when it is the other way round. */
export function minutesBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 60_000;
}
