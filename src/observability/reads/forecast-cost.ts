/** The cost of a stage so far, and in earlier nights. Money is in nano-USD. */
export interface StageSpend {
  readonly stage: string;
  /** Nothing more will be spent on it. */
  readonly hasEnded: boolean;
  /** Companies of the run (null before they are selected); and those the stage has finished, whether or not they cost anything. */
  readonly companies: number | null;
  readonly finished: number;
  /** All it has cost so far, including companies it has not finished yet. */
  readonly spent: number;
  /** The sum, the sum of squares and the maximum of the costs of the finished companies. */
  readonly cost: number;
  readonly costSquared: number;
  readonly dearest: number;
  /** Some of its charges have no price. */
  readonly isUnpriced: boolean;
  /** The average cost per company in each of the last nights without unpriced charges; may be empty. */
  readonly earlier: readonly number[];
}

/** The expected cost of a run at its end, at its present rate. */
export interface CostForecast {
  readonly spentNanoUsd: bigint;
  readonly expectedNanoUsd: bigint;
  /** Nineteen out of twenty runs end between these. */
  readonly lowNanoUsd: bigint;
  readonly highNanoUsd: bigint;
  /** Stages whose cost so far or to come is unknown, and therefore not in any sum. */
  readonly unknownStages: readonly string[];
}

/** With fewer finished companies, earlier nights are the better guide. */
const ENOUGH_COMPANIES = 5;
/** Standard deviations on either side that contain 95 % of a normal distribution. */
const Z = 1.96;

/**
 * Projects each stage onto its remaining companies: the mean of its finished companies, with a prediction interval for
 * the sum of the others. Before enough companies have finished, uses the cost per company of earlier nights, from the
 * cheapest to the dearest. The range stays between what is spent and the run's budget (infinite without one).
 */
export function forecastCost(stages: readonly StageSpend[], budget: number): CostForecast {
  const spentInAll = stages.reduce((sum, { spent }) => sum + spent, 0);
  let expected = 0;
  let squaredMargin = 0;
  let below = 0;
  let above = 0;
  const unknownStages: string[] = [];
  for (const spend of stages) {
    const { stage, hasEnded, companies, finished, spent, cost, isUnpriced, earlier } = spend;
    if (isUnpriced) {
      unknownStages.push(stage);
      continue;
    }
    if (hasEnded) continue;
    if (companies === null) {
      unknownStages.push(stage);
      continue;
    }
    const remaining = Math.max(0, companies - finished);
    if (remaining === 0) continue;
    // Do not count again what companies in progress have already cost.
    const toCome = (mean: number) => Math.max(0, remaining * mean - (spent - cost));
    if (finished >= ENOUGH_COMPANIES && cost > 0) {
      expected += toCome(cost / finished);
      // The others scatter around a mean that is itself an estimate.
      squaredMargin += quantile(finished - 1) ** 2 * spreadOf(spend) * remaining * (1 + remaining / finished);
    } else if (earlier.length > 0) {
      const mean = earlier.reduce((sum, value) => sum + value, 0) / earlier.length;
      expected += toCome(mean);
      below += remaining * (mean - Math.min(...earlier));
      above += remaining * (Math.max(...earlier) - mean);
    } else {
      unknownStages.push(stage);
    }
  }
  const margin = Math.sqrt(squaredMargin);
  const bounded = (toCome: number) => whole(Math.max(spentInAll, Math.min(budget, spentInAll + toCome)));
  return {
    spentNanoUsd: whole(spentInAll),
    expectedNanoUsd: bounded(expected),
    lowNanoUsd: bounded(Math.max(0, expected - below - margin)),
    highNanoUsd: bounded(expected + above + margin),
    unknownStages,
  };
}

/**
 * The variance of the cost per company, computed as if a free company and another one as dear as the dearest had been
 * seen too: if a few all cost the same, that does not mean that all will.
 */
function spreadOf({ finished, cost, costSquared, dearest }: StageSpend): number {
  const seen = finished + 2;
  const mean = (cost + dearest) / seen;
  return Math.max(0, (costSquared + dearest ** 2 - seen * mean * mean) / (seen - 1));
}

/** Like Z when the standard deviation is itself estimated, from `freedom` + 1 values (Student's t, to within 2 %). */
function quantile(freedom: number): number {
  return Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2);
}

function whole(nanoUsd: number): bigint {
  return BigInt(Math.round(nanoUsd));
}
