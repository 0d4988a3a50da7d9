import { type Interval, wilsonInterval } from "./pass-rate.ts";

/** Sampled companies that were judged, alike in how likely they were to be drawn and in what the machine found. */
export interface JudgedCompanies {
  /** Whether every automatic check found them good. */
  readonly isFlawless: boolean;
  /** Above 0 and at most 1. */
  readonly inclusionProbability: number;
  readonly passes: number;
  readonly fails: number;
}

/** The share of good companies among all that were checked. */
export interface CorrectedRate {
  readonly rate: number;
  /** Where it lies with 95 % confidence. */
  readonly interval: Interval;
  /** How many companies it is about. */
  readonly populationSize: number;
}

/** With fewer verdicts the correction is a guess of its own. */
const LEAST_VERDICTS = 20;

/**
 * The share of good companies among all High companies of some runs, from the verdicts on the sampled ones and the automatic
 * checks on all of them; null with too few verdicts.
 *
 * The verdicts say what a company is worth that passes the checks, and one that does not; the checks say how many there are of
 * each: the regression estimator of survey sampling (Cochran, Sampling Techniques, 7), which is prediction-powered inference
 * with its tuned weight (Angelopoulos, Duchi, Zrnic 2023, arXiv:2311.01453). It leaves only the variance that the checks do
 * not explain, so the interval is Wilson's for as many verdicts as would leave no more, corrected for a finite population.
 * Checks that agree with nobody explain nothing and cost one verdict.
 */
export function correctedRate(
  judged: readonly JudgedCompanies[],
  checked: { readonly total: number; readonly flawless: number },
): CorrectedRate | null {
  const weighted = judged.flatMap(({ isFlawless, inclusionProbability, passes, fails }) => [
    { weight: 1 / inclusionProbability, count: passes, good: 1, flawless: Number(isFlawless) },
    { weight: 1 / inclusionProbability, count: fails, good: 0, flawless: Number(isFlawless) },
  ]);
  const verdicts = sum(weighted, ({ count }) => count);
  if (verdicts < LEAST_VERDICTS || checked.total < verdicts) return null;
  const total = sum(weighted, ({ weight, count }) => weight * count);
  const mean = (value: (row: (typeof weighted)[number]) => number) =>
    sum(weighted, (row) => row.weight * row.count * value(row)) / total;
  const good = mean(({ good: isGood }) => isGood);
  const flawless = mean(({ flawless: isFlawless }) => isFlawless);
  const covariance = mean((row) => (row.good - good) * (row.flawless - flawless));
  const spread = flawless * (1 - flawless);
  const slope = spread === 0 ? 0 : covariance / spread;
  const rate = clamp(good + slope * (checked.flawless / checked.total - flawless));
  const variance = good * (1 - good);
  const explained = variance === 0 || spread === 0 ? 0 : covariance ** 2 / (variance * spread);
  const left = ((1 - explained) * (verdicts - 1)) / (verdicts - 2);
  // Verdicts of unequal weight say less (Kish).
  const alike = total ** 2 / sum(weighted, ({ weight, count }) => count * weight ** 2);
  const open = (checked.total - verdicts) / (checked.total - 1);
  if (open <= 0) return { rate: good, interval: { low: good, high: good }, populationSize: checked.total };
  const worth = alike / (Math.max(left, LEAST_LEFT) * open);
  return { rate, interval: wilsonInterval(rate * worth, worth), populationSize: checked.total };
}

/** Even checks that agreed with every verdict so far may be wrong on the next. */
const LEAST_LEFT = 0.1;

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}
