import type { JudgedNight } from "./evidence-of-fall.ts";
import type { VerdictCounts } from "./pass-rate.ts";

/** A tenant's verdicts of the last days. */
export type QaWindow = VerdictCounts & {
  /** The verdicts of each run of a longer time, the oldest run first; runs without a verdict are left out. */
  readonly nights: readonly JudgedNight[];
};
