import type { CheckAccuracy, NightModel } from "./weigh-night.ts";

/** What the checks are taken to be worth: a good company passes all with the one, a bad one fails at least one with the other. */
export const ASSUMED_ACCURACY: CheckAccuracy = { goodPasses: 0.95, badFails: 0.7 };

/** The model by a tenant's policy. */
export function nightModel(policy: Omit<NightModel, "checks">): NightModel {
  const { usualRatio, badRatio, badNightRatio } = policy;
  return { usualRatio, badRatio, badNightRatio, checks: ASSUMED_ACCURACY };
}
