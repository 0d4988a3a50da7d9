/** When alerts become noise, and people are notified less. */
export interface Noise {
  /** An alert with more changes between open and resolved than this within `flapMinutes` is flapping. An even number, so that the change that exceeds it is an opening. */
  readonly flapChanges: number;
  readonly flapMinutes: number;
  /** More new cards than this per minute and channel are a storm: the rest go into the thread of one storm digest. */
  readonly stormCards: number;
}

/** Used unless a tenant's policy says otherwise. */
export const USUAL_NOISE: Noise = { flapChanges: 6, flapMinutes: 60, stormCards: 10 };

/** How steady an alert is: `begins` at the first change over the limit, which is the last one announced. */
export type Steadiness = "steady" | "begins" | "flapping";

/** `changes` within `flapMinutes`, including one that is about to happen; `isChange`: one is about to happen. */
export function steadiness(
  changes: number,
  isChange: boolean,
  { flapChanges }: Pick<Noise, "flapChanges"> = USUAL_NOISE,
): Steadiness {
  if (changes <= flapChanges) return "steady";
  return isChange && changes === flapChanges + 1 ? "begins" : "flapping";
}
