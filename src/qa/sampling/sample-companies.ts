import { seededPosition } from "../../random.ts";

/** How many companies of a run people review. */
export const SAMPLE_SIZE = 10;

/** Which companies were drawn, and from how many: without that a pass rate means nothing. */
export interface Sample {
  readonly seed: string;
  /** In drawing order: a larger sample with the same seed starts with the smaller one. */
  readonly companyIds: readonly string[];
  readonly populationSize: number;
}

/**
 * Draws up to `size` companies, each equally likely. The same seed (the run's id) and companies give the same sample on
 * every machine, in whatever order they come; a duplicate counts once.
 */
export function sampleCompanies(seed: string, companyIds: Iterable<string>, size = SAMPLE_SIZE): Sample {
  const population = [...new Set(companyIds)].map((companyId) => ({
    companyId,
    position: seededPosition(seed, companyId),
  }));
  population.sort(
    (one, other) => one.position - other.position || (one.companyId < other.companyId ? -1 : 1),
  );
  return {
    seed,
    companyIds: population.slice(0, size).map(({ companyId }) => companyId),
    populationSize: population.length,
  };
}
