import { passRate, type VerdictCounts } from "./pass-rate.ts";

/** The pass rate of a run's sample with its interval, in one sentence; null before the first pass or fail. */
export function describePassRate(counts: VerdictCounts, populationSize: number): string | null {
  const { rate, interval, decided } = passRate(counts, populationSize);
  if (rate === null) return null;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (decided === populationSize) return `${percent(rate)} of all ${decided} High companies pass.`;
  return `${percent(rate)} of ${decided} pass; of all ${populationSize} High companies between ${percent(interval.low)} and ${percent(interval.high)} do (95 % confidence).`;
}
