import { InvalidInputError } from "../../errors.ts";

/** The percentiles kept for durations; all null if there was nothing to measure. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/**
 * The exact nearest-rank percentile: the smallest value that at least `fraction` (0 to 1) of all values do not exceed,
 * like Postgres's `percentile_disc`. It is always one of the values; null if there are none.
 */
export function percentile(values: readonly number[], fraction: number): number | null {
  return ofSorted(sorted(values), fraction);
}

/** p50, p95 and p99 of values in any order. */
export function percentiles(values: readonly number[]): Percentiles {
  const ascending = sorted(values);
  return { p50: ofSorted(ascending, 0.5), p95: ofSorted(ascending, 0.95), p99: ofSorted(ascending, 0.99) };
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function ofSorted(ascending: Float64Array, fraction: number): number | null {
  if (!(fraction >= 0 && fraction <= 1))
    throw new InvalidInputError("fraction", `${fraction} is not between 0 and 1`);
  const rank = Math.max(1, Math.ceil(fraction * ascending.length));
  return ascending[rank - 1] ?? null;
}
