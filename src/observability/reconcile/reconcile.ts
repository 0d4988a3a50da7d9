/** The source that a stored total is compared with. */
export type ReconcileSource = "events" | "company_outcomes" | "ledger";

/** A total as stored, and as recounted from its source. */
export interface TotalPair {
  /** `run`, a stage or a vendor. */
  readonly subject: string;
  /** The column, e.g. `count_success`; money in nano-USD, tokens and calls as counts. */
  readonly figure: string;
  readonly source: ReconcileSource;
  readonly stored: number;
  readonly counted: number;
}

/** A pair and the difference between its sides. */
export interface Reconciled extends TotalPair {
  /** Stored less counted. */
  readonly difference: number;
  /** The difference as a share of the larger side, 0 to 1; 0 if both are 0. */
  readonly share: number;
  /** Whether the share is at most the tolerance. */
  readonly agrees: boolean;
}

/** A total that is off by more than this share does not agree with its source. */
export const RECONCILE_TOLERANCE = 0.02;

/** Compares the sides of every pair. */
export function reconcile(pairs: readonly TotalPair[]): Reconciled[] {
  return pairs.map((pair) => {
    const difference = pair.stored - pair.counted;
    const larger = Math.max(Math.abs(pair.stored), Math.abs(pair.counted));
    const share = larger === 0 ? 0 : Math.abs(difference) / larger;
    return { ...pair, difference, share, agrees: share <= RECONCILE_TOLERANCE };
  });
}

/** The largest share by which any total is off; 0 if there are none. */
export function largestShare(totals: readonly Reconciled[]): number {
  return totals.reduce((largest, { share }) => Math.max(largest, share), 0);
}
