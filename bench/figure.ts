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
