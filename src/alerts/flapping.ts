/** More changes between open and resolved than this in an hour, and an alert is said to flap. Even: the change that is too much is one that opens it. */
export const MOST_CHANGES = 6;
/** Changes count for so long. */
export const FLAPPING_MINUTES = 60;

/** How steady an alert is: `begins` with the very change that is one too many, which is the last one told. */
export type Steadiness = "steady" | "begins" | "flapping";

/** `changes` in the last hour, the one that is about to happen included; `isChange`: one is about to happen. */
export function steadiness(changes: number, isChange: boolean): Steadiness {
  if (changes <= MOST_CHANGES) return "steady";
  return isChange && changes === MOST_CHANGES + 1 ? "begins" : "flapping";
}
