import type { CorrectedRate } from "./corrected-rate.ts";
import { passRate, type VerdictCounts } from "./pass-rate.ts";

/** The pass rate of a run's sample with its interval, in one sentence; null before the first pass or fail. */
export function describePassRate(counts: VerdictCounts, populationSize: number): string | null {
  const { rate, interval, decided } = passRate(counts, populationSize);
  if (rate === null) return null;
  if (decided === populationSize) return `${percent(rate)} of all ${decided} High companies pass.`;
  return `${percent(rate)} of ${decided} pass; of all ${populationSize} High companies between ${percent(interval.low)} and ${percent(interval.high)} do (95 % confidence).`;
}

/** The share of good companies of the last nights, in one sentence; null where too little is known. */
export function describeCorrectedRate(corrected: CorrectedRate | null, days: number): string | null {
  if (corrected === null) return null;
  const { rate, interval, populationSize } = corrected;
  return `Last ${days} days: ${percent(rate)} of ${populationSize} High companies are good, between ${percent(interval.low)} and ${percent(interval.high)} (verdicts and checks together).`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
