/** The verdicts of one run, grouped by how likely their companies were to be sampled. */
export type JudgedNight = readonly JudgedGroup[];

export interface JudgedGroup {
  readonly passes: number;
  readonly fails: number;
  /** The share of its companies that were sampled, above 0 and at most 1. */
  readonly inclusionProbability: number;
}

/** Nights of a year, and the largest share of years with a false alarm. */
const YEAR_NIGHTS = 365;
const FALSE_ALARM_YEARS = 0.05;

/** Evidence from which the pass rate counts as fallen. */
export const FALL_ALARM = YEAR_NIGHTS / FALSE_ALARM_YEARS;

/** The falls below the target that are found soonest, and the part of the evidence collected for each: a slow one, and a night on which hardly anything passes. */
const FALLS = [
  { fall: 0.15, part: 0.9 },
  { fall: 0.5, part: 0.1 },
] as const;

/** A target of 0 or 1 leaves nothing to bet on. */
const TARGET_RANGE = { low: 0.05, high: 0.99 };

/** The largest part of the evidence that one verdict may take away. */
const MOST_LOST = 0.9;

/**
 * The evidence that the pass rate has fallen below `target` at some time in these nights, oldest first; FALL_ALARM or more
 * is an alarm.
 *
 * It may be looked at every night, since it is an e-detector of the Shiryaev-Roberts kind (Shin, Ramdas, Rinaldo 2022,
 * arXiv:2203.03532): each night it is multiplied by an e-value, a number that is 1 on average at most while the rate is at the
 * target or above, and a new start of weight 1 is added. Evidence minus the number of nights is then a supermartingale, and
 * Ville's inequality bounds the share of years with an alarm by 365 / FALL_ALARM. Good nights cannot make it deaf: what is
 * left of the evidence is never below the newest start. Leaving out nights before the first one only lowers it.
 *
 * A night's e-value is a product over its verdicts of `1 + bet * weight * (target - passed)`. Weights are the inverse
 * inclusion probabilities scaled to 1 on average, so that a sample shifted towards a poor stratum does not look like a fall:
 * by the inequality of the arithmetic and geometric means the product of independent factors averages at most 1 when the
 * weighted rate is at the target.
 */
export function evidenceOfFall(nights: readonly JudgedNight[], target: number): number {
  return totalEvidence(
    nights.reduce((evidence, night) => evidenceAfter(evidence, night, target), NO_EVIDENCE),
  );
}

/** Evidence for each of FALLS. */
export type Evidence = readonly number[];

export const NO_EVIDENCE: Evidence = FALLS.map(() => 0);

/** The evidence after one more night. */
export function evidenceAfter(evidence: Evidence, night: JudgedNight, target: number): Evidence {
  const aim = Math.min(TARGET_RANGE.high, Math.max(TARGET_RANGE.low, target));
  return FALLS.map(({ fall }, index) => {
    const fallen = Math.max(aim - fall, aim / 4);
    // The likelihood ratio of the two rates, written as a bet.
    const bet = (aim - fallen) / (aim * (1 - aim));
    return nightValue(night, aim, bet) * ((evidence[index] ?? 0) + 1);
  });
}

export function totalEvidence(evidence: Evidence): number {
  return FALLS.reduce((sum, { part }, index) => sum + part * (evidence[index] ?? 0), 0);
}

function nightValue(night: JudgedNight, target: number, wantedBet: number): number {
  const verdicts = night.reduce((sum, { passes, fails }) => sum + passes + fails, 0);
  const inverse = night.reduce(
    (sum, { passes, fails, inclusionProbability }) => sum + (passes + fails) / inclusionProbability,
    0,
  );
  if (verdicts === 0) return 1;
  const weights = night.map(({ inclusionProbability }) => verdicts / inclusionProbability / inverse);
  const bet = Math.min(wantedBet, MOST_LOST / (Math.max(...weights) * (1 - target)));
  return night.reduce((value, { passes, fails }, index) => {
    const weight = weights[index] ?? 1;
    return value * (1 - bet * weight * (1 - target)) ** passes * (1 + bet * weight * target) ** fails;
  }, 1);
}
