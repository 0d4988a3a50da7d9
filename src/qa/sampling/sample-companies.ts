import { seededPosition } from "../../random.ts";

/** How many companies of a run people look at. */
export const SAMPLE_SIZE = 10;

/** Which companies were drawn, and from how many: without the latter a pass rate says nothing. */
export interface Sample {
  readonly seed: string;
  /** In drawing order: a larger sample with the same seed begins with a smaller one. */
  readonly companyIds: readonly string[];
  readonly populationSize: number;
}

/**
 * Draws up to `size` companies, each equally likely. The same seed (the run's id) and companies give the same sample on
 * every machine, whatever order they come in; a company named twice counts once.
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
