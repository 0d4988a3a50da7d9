import type { Verdict } from "../../entities/vocabulary.ts";

/** How many samples of a window have which verdict. */
export interface VerdictCounts {
  readonly passes: number;
  readonly fails: number;
  /** Reviewed, and left for somebody else to decide. */
  readonly needsReview: number;
  /** Not reviewed yet. */
  readonly pending: number;
}

/** A pass rate with its confidence interval: only pass and fail count; undecided samples are listed beside it. */
export type PassRate = VerdictCounts & { readonly decided: number } & (MeasuredRate | NoRate);

interface MeasuredRate {
  readonly rate: number;
  /** Where the true rate lies with 95 % confidence. */
  readonly interval: Interval;
}

/** Nothing is decided. */
interface NoRate {
  readonly rate: null;
  readonly interval: null;
}

/** Both ends are included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The two-sided 95 % point of the normal distribution. */
const Z_95 = 1.959963984540054;

/** Counts verdicts; null is a sample that nobody has reviewed. */
export function countVerdicts(verdicts: Iterable<Verdict | null>): VerdictCounts {
  const counts = { passes: 0, fails: 0, needsReview: 0, pending: 0 };
  for (const verdict of verdicts) {
    if (verdict === "pass") counts.passes += 1;
    else if (verdict === "fail") counts.fails += 1;
    else if (verdict === "needs_review") counts.needsReview += 1;
    else counts.pending += 1;
  }
  return counts;
}

/**
 * The pass rate of a window with its interval, which is about the companies the verdicts were drawn from: `populationSize` of
 * them (default: so many that it does not matter).
 */
export function passRate(counts: VerdictCounts, populationSize = Number.POSITIVE_INFINITY): PassRate {
  const decided = counts.passes + counts.fails;
  if (decided === 0) return { ...counts, decided, rate: null, interval: null };
  const rate = counts.passes / decided;
  return { ...counts, decided, rate, interval: finiteInterval(counts.passes, decided, populationSize) };
}

/**
 * Wilson's interval for the share of a finite population of which `total` were drawn without replacement: a sample of `total`
 * says as much as one of `total * (N - 1) / (N - total)` from an endless population (Cochran, Sampling Techniques, 2.8), and
 * the share is a whole number of companies. The whole population leaves no doubt.
 */
export function finiteInterval(successes: number, total: number, populationSize: number): Interval {
  const rate = successes / total;
  if (total >= populationSize) return { low: rate, high: rate };
  if (!Number.isFinite(populationSize)) return wilsonInterval(successes, total);
  const worth = (total * (populationSize - 1)) / (populationSize - total);
  const { low, high } = wilsonInterval(rate * worth, worth);
  // At least the companies already seen to pass do, and those seen to fail do not.
  return {
    low: Math.max(low, successes / populationSize),
    high: Math.min(high, 1 - (total - successes) / populationSize),
  };
}

/**
 * The 95 % score interval of Wilson (1927) for `successes` of `total` (> 0): unlike the textbook one it stays within
 * [0, 1] and holds for ten samples as well as for a thousand.
 */
export function wilsonInterval(successes: number, total: number): Interval {
  const rate = successes / total;
  const z2 = Z_95 ** 2;
  const center = (rate + z2 / (2 * total)) / (1 + z2 / total);
  const halfWidth =
    (Z_95 * Math.sqrt((rate * (1 - rate)) / total + z2 / (4 * total ** 2))) / (1 + z2 / total);
  // Rounding may leave an end a hair inside the rate it must contain, or outside [0, 1].
  return {
    low: Math.max(0, Math.min(rate, center - halfWidth)),
    high: Math.min(1, Math.max(rate, center + halfWidth)),
  };
}
