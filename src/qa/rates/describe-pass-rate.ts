import { passRate, type VerdictCounts } from "./pass-rate.ts";

/** A pass rate with its interval in one sentence; null before the first pass or fail. */
export function describePassRate(counts: VerdictCounts): string | null {
  const { rate, interval, decided } = passRate(counts);
  if (rate === null) return null;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `Pass rate ${percent(rate)} of ${decided} decided; with 95 % confidence between ${percent(interval.low)} and ${percent(interval.high)}.`;
}
