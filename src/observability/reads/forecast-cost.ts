/** What a stage has cost so far, and what earlier nights paid for it. Money is in nano-USD. */
export interface StageSpend {
  readonly stage: string;
  /** Nothing more will be spent on it. */
  readonly hasEnded: boolean;
  /** Companies of the run, null before they are selected; and those the stage has finished, for nothing or for money. */
  readonly companies: number | null;
  readonly finished: number;
  /** All it has cost so far, also for companies it has not finished yet. */
  readonly spent: number;
  /** Sum, sum of squares, and the largest, of what the finished companies cost. */
  readonly cost: number;
  readonly costSquared: number;
  readonly dearest: number;
  /** Some of what it was charged has no price. */
  readonly isUnpriced: boolean;
  /** What a company cost on average in each of the last nights in which all had a price; empty without any. */
  readonly earlier: readonly number[];
}

/** What a run will have cost when it ends, if it goes on like this. */
export interface CostForecast {
  readonly spentNanoUsd: bigint;
  readonly expectedNanoUsd: bigint;
  /** Nineteen runs in twenty end between these. */
  readonly lowNanoUsd: bigint;
  readonly highNanoUsd: bigint;
  /** Stages whose cost, or what is to come of it, nobody knows: it is in no sum. */
  readonly unknownStages: readonly string[];
}

/** Fewer finished companies say less than an earlier night does. */
const ENOUGH_COMPANIES = 5;
/** Standard deviations on either side that hold 95 % of a normal distribution. */
const Z = 1.96;

/**
 * Carries the rate of each stage on to its remaining companies: the mean of its finished companies, with a prediction
 * interval for the sum of the others; before enough of them have cost anything, what companies cost in earlier nights,
 * from the cheapest to the dearest. The range never reaches below what is spent, nor above the run's budget (infinite without one).
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
    // What companies under way have cost already is not to come any more.
    const toCome = (mean: number) => Math.max(0, remaining * mean - (spent - cost));
    if (finished >= ENOUGH_COMPANIES && cost > 0) {
      expected += toCome(cost / finished);
      // The others scatter about a mean that is itself not quite known.
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
 * The variance of what companies cost, as if one for nothing and one as dear as the dearest had been seen besides: a few
 * that all cost the same do not yet mean that all will.
 */
function spreadOf({ finished, cost, costSquared, dearest }: StageSpend): number {
  const seen = finished + 2;
  const mean = (cost + dearest) / seen;
  return Math.max(0, (costSquared + dearest ** 2 - seen * mean * mean) / (seen - 1));
}

/** Like Z where the standard deviation is itself estimated, from `freedom` + 1 values (Student's t, to within 2 %). */
function quantile(freedom: number): number {
  return Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2);
}

function whole(nanoUsd: number): bigint {
  return BigInt(Math.round(nanoUsd));
}
