/** From where on alerts are noise, and people are told less. */
export interface Noise {
  /** More changes between open and resolved than this within `flapMinutes`, and an alert is said to flap. Even: the change that is too much is one that opens it. */
  readonly flapChanges: number;
  readonly flapMinutes: number;
  /** More new cards than this in a minute and channel are a storm: further ones go into the thread of one digest. */
  readonly stormCards: number;
}

/** Where no tenant's policy says otherwise. */
export const USUAL_NOISE: Noise = { flapChanges: 6, flapMinutes: 60, stormCards: 10 };

/** How steady an alert is: `begins` with the very change that is one too many, which is the last one told. */
export type Steadiness = "steady" | "begins" | "flapping";

/** `changes` within the minutes that count, the one that is about to happen included; `isChange`: one is about to happen. */
export function steadiness(
  changes: number,
  isChange: boolean,
  { flapChanges }: Pick<Noise, "flapChanges"> = USUAL_NOISE,
): Steadiness {
  if (changes <= flapChanges) return "steady";
  return isChange && changes === flapChanges + 1 ? "begins" : "flapping";
}
