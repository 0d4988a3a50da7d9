/** Something measured, and what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** Null where there is none. */
  readonly target: string | null;
  /** Null where there is no target. */
  readonly isMet: boolean | null;
}

/** A line a figure. */
export function renderFigures(figures: readonly Figure[]): string {
  return figures
    .map(({ what, value, target, isMet }) => {
      const verdict = target === null ? "" : ` (target ${target}: ${isMet === true ? "met" : "NOT met"})`;
      return `${what}: ${value}${verdict}`;
    })
    .join("\n");
}

/** A figure that is only told. */
export function told(what: string, value: string): Figure {
  return { what, value, target: null, isMet: null };
}

/** A figure that is judged. */
export function judged(what: string, value: string, target: string, isMet: boolean): Figure {
  return { what, value, target, isMet };
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** The middle of an odd number of values, the mean of the two in the middle of an even one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
