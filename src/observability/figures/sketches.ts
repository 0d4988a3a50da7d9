import { InvalidInputError } from "../../errors.ts";

/** The largest relative error of a quantile read from a sketch. */
export const RELATIVE_ACCURACY = 0.01;

/** Each bucket's upper bound is this many times the one before. */
export const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);

/** `ln(GAMMA)`: a positive value belongs to bucket `ceil(ln(value) / LN_GAMMA)`, in SQL as here. */
export const LN_GAMMA = Math.log(GAMMA);

/** The bucket of zeros: below that of any positive number. */
export const ZERO_BUCKET = -1_000_000;

/**
 * A distribution in logarithmic buckets (DDSketch, Masson et al. 2019): however many values were added, quantiles are
 * within 1 %, and sketches of parts merge into the sketch of the whole.
 */
export interface Sketch {
  count: number;
  sum: number;
  /** Null while there are no values. */
  min: number | null;
  max: number | null;
  readonly buckets: Map<number, number>;
}

/** A sketch as plain JSON; the buckets are what `stage_sketches.buckets` holds. */
export interface StoredSketch {
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
  /** Bucket index to count. */
  readonly buckets: Readonly<Record<string, number>>;
}

export function createSketch(): Sketch {
  return { count: 0, sum: 0, min: null, max: null, buckets: new Map() };
}

/**
 * The bucket of a value >= 0. In SQL:
 * `case when v > 0 then ceil(ln(v::float8) / LN_GAMMA)::int else ZERO_BUCKET end` (a value on the very edge of a bucket
 * may land in its neighbour there, which costs no accuracy).
 */
export function bucketIndex(value: number): number {
  return value > 0 ? Math.ceil(Math.log(value) / LN_GAMMA) : ZERO_BUCKET;
}

/** The value that represents a bucket: within 1 % of every value in it. */
export function bucketValue(index: number): number {
  return index === ZERO_BUCKET ? 0 : (2 * Math.exp(index * LN_GAMMA)) / (GAMMA + 1);
}

/** Adds a value >= 0 to the sketch, `times` times, in place. */
export function addValue(sketch: Sketch, value: number, times = 1): void {
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidInputError("value", `${value} is not a finite number >= 0`);
  if (!Number.isSafeInteger(times) || times < 1)
    throw new InvalidInputError("times", `${times} is not a whole number >= 1`);
  const index = bucketIndex(value);
  sketch.buckets.set(index, (sketch.buckets.get(index) ?? 0) + times);
  sketch.count += times;
  sketch.sum += value * times;
  if (sketch.min === null || value < sketch.min) sketch.min = value;
  if (sketch.max === null || value > sketch.max) sketch.max = value;
}

/** A new sketch of all their values; the order does not matter. */
export function mergeSketches(...sketches: readonly Sketch[]): Sketch {
  const merged = createSketch();
  for (const sketch of sketches) {
    for (const [index, count] of sketch.buckets)
      merged.buckets.set(index, (merged.buckets.get(index) ?? 0) + count);
    merged.count += sketch.count;
    merged.sum += sketch.sum;
    merged.min = pick(Math.min, merged.min, sketch.min);
    merged.max = pick(Math.max, merged.max, sketch.max);
  }
  return merged;
}

/** The nearest-rank quantile within 1 % (`percentile` in percentiles.ts is exact); null if there are no values. */
export function quantile(sketch: Sketch, fraction: number): number | null {
  const [value = null] = quantiles(sketch, [fraction]);
  return value;
}

/** Several quantiles, in the order of their fractions (0 to 1). */
export function quantiles(sketch: Sketch, fractions: readonly number[]): (number | null)[] {
  const { min, max } = sketch;
  if (min === null || max === null) return fractions.map(() => null);
  const sorted = [...sketch.buckets].sort(([a], [b]) => a - b);
  return fractions.map((fraction) => {
    const rank = Math.max(1, Math.ceil(fraction * sketch.count));
    // The ends are known exactly.
    if (rank === 1) return min;
    if (rank >= sketch.count) return max;
    let seen = 0;
    for (const [index, count] of sorted) {
      seen += count;
      if (seen >= rank) return Math.min(max, Math.max(min, bucketValue(index)));
    }
    return max;
  });
}

/** The sketch as plain JSON, its buckets in order. */
export function toBuckets(sketch: Sketch): StoredSketch {
  const { count, sum, min, max } = sketch;
  const sorted = [...sketch.buckets].sort(([a], [b]) => a - b);
  return { count, sum, min, max, buckets: Object.fromEntries(sorted) };
}

/** Reads a sketch written by `toBuckets` or a grouped scan in SQL. Refuses one whose buckets and count disagree. */
export function fromBuckets(stored: StoredSketch): Sketch {
  const buckets = new Map<number, number>();
  let total = 0;
  for (const [key, count] of Object.entries(stored.buckets)) {
    const index = Number(key);
    if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || count < 1)
      throw new InvalidInputError("buckets", `"${key}": ${count} is not a bucket and its count`);
    buckets.set(index, count);
    total += count;
  }
  const { count, sum, min, max } = stored;
  if (total !== count || (count === 0) !== (min === null) || (min === null) !== (max === null))
    throw new InvalidInputError(
      "buckets",
      `hold ${total} values, but count says ${count}; roll the stage up again`,
    );
  return { count, sum, min, max, buckets };
}

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : choose(a, b);
}
