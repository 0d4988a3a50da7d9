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

/** The pass rate of a window with its interval. */
export function passRate(counts: VerdictCounts): PassRate {
  const decided = counts.passes + counts.fails;
  if (decided === 0) return { ...counts, decided, rate: null, interval: null };
  const rate = counts.passes / decided;
  return { ...counts, decided, rate, interval: wilsonInterval(counts.passes, decided) };
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

/** Whether the true pass rate is below the target with confidence: there are enough verdicts, and even the interval's upper end is below it. */
export function isBelowTarget(
  counts: VerdictCounts,
  { target, minimumDecided }: { readonly target: number; readonly minimumDecided: number },
): boolean {
  const { decided, interval } = passRate(counts);
  return interval !== null && decided >= minimumDecided && interval.high < target;
}
