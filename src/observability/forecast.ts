/** What a stage has cost so far, and what earlier nights paid for it. Money is in nano-USD. */
export interface StageSpend {
  readonly stage: string;
  /** Nothing more will be spent on it. */
  readonly hasEnded: boolean;
  /** Companies of the run, and those the stage has finished, for nothing or for money. */
  readonly companies: number;
  readonly finished: number;
  /** Sum, and sum of squares, of what the finished companies cost. */
  readonly cost: number;
  readonly costSquared: number;
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
 * interval for the sum of the others; before there are enough of them, what companies cost in earlier nights, from the
 * cheapest to the dearest. The range never reaches below what is spent.
 */
export function forecastCost(stages: readonly StageSpend[]): CostForecast {
  const spent = stages.reduce((sum, { cost }) => sum + cost, 0);
  let expected = 0;
  let variance = 0;
  let below = 0;
  let above = 0;
  const unknownStages: string[] = [];
  for (const { stage, hasEnded, companies, finished, cost, costSquared, isUnpriced, earlier } of stages) {
    if (isUnpriced) {
      unknownStages.push(stage);
      continue;
    }
    const remaining = hasEnded ? 0 : Math.max(0, companies - finished);
    if (remaining === 0) continue;
    if (finished >= ENOUGH_COMPANIES) {
      const mean = cost / finished;
      const spread = Math.max(0, (costSquared - finished * mean * mean) / (finished - 1));
      expected += remaining * mean;
      // The others scatter about a mean that is itself not quite known.
      variance += spread * remaining * (1 + remaining / finished);
    } else if (earlier.length > 0) {
      const mean = earlier.reduce((sum, value) => sum + value, 0) / earlier.length;
      expected += remaining * mean;
      below += remaining * (mean - Math.min(...earlier));
      above += remaining * (Math.max(...earlier) - mean);
    } else {
      unknownStages.push(stage);
    }
  }
  const margin = Z * Math.sqrt(variance);
  return {
    spentNanoUsd: whole(spent),
    expectedNanoUsd: whole(spent + expected),
    lowNanoUsd: whole(spent + Math.max(0, expected - below - margin)),
    highNanoUsd: whole(spent + expected + above + margin),
    unknownStages,
  };
}

function whole(nanoUsd: number): bigint {
  return BigInt(Math.round(nanoUsd));
}
