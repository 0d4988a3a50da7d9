/** Why one item was not taken; `isAgent`: nobody knows whose it is. */
export interface RefusedItem {
  readonly problem: string;
  readonly isAgent: boolean;
}

/** What became of a request. */
export interface ExportOutcome {
  readonly accepted: number;
  readonly rejected: number;
  /** What was refused or left out and why, in one sentence; null if nothing was. */
  readonly message: string | null;
  /** Nothing was taken, for want of an agent. */
  readonly lacksAgent: boolean;
}

/** Most reasons that are named. */
const MOST_REASONS = 10;

/** Counts what was taken and what was not, and says why. */
export function outcomeOf(
  taken: readonly { readonly attributesLeftOut: number }[],
  refusals: readonly RefusedItem[],
): ExportOutcome {
  const reasons = new Map<string, number>();
  for (const { problem } of refusals) reasons.set(problem, (reasons.get(problem) ?? 0) + 1);
  const named = [...reasons].slice(0, MOST_REASONS).map(([problem, count]) => `${count} × ${problem}`);
  if (reasons.size > MOST_REASONS) named.push(`and ${reasons.size - MOST_REASONS} more reasons`);
  const leftOut = taken.reduce((sum, { attributesLeftOut }) => sum + attributesLeftOut, 0);
  const sentences = [
    ...(refusals.length > 0 ? [`Not taken: ${named.join("; ")}.`] : []),
    ...(leftOut > 0
      ? [`${leftOut} attributes were left out: too many, too long, nested too deep, or bytes.`]
      : []),
  ];
  return {
    accepted: taken.length,
    rejected: refusals.length,
    message: sentences.length === 0 ? null : sentences.join(" "),
    lacksAgent: taken.length === 0 && refusals.length > 0 && refusals.every(({ isAgent }) => isAgent),
  };
}
