/** What a stored total is held against. */
export type ReconcileSource = "events" | "company_outcomes" | "ledger";

/** A total as a run keeps it, and as its source comes to when counted again. */
export interface TotalPair {
  /** `run`, a stage or a vendor. */
  readonly subject: string;
  /** The column, e.g. `count_success`; money in nano-USD, tokens and calls as counts. */
  readonly figure: string;
  readonly source: ReconcileSource;
  readonly stored: number;
  readonly counted: number;
}

/** A pair and how far its sides lie apart. */
export interface Reconciled extends TotalPair {
  /** Stored less counted. */
  readonly difference: number;
  /** Of the larger side, 0 to 1; 0 where both are 0. */
  readonly share: number;
  /** Whether the share is at most the tolerance. */
  readonly agrees: boolean;
}

/** From more than this share of a total on, it does not agree with its source. */
export const RECONCILE_TOLERANCE = 0.02;

/** Compares both sides of every total. */
export function reconcile(pairs: readonly TotalPair[]): Reconciled[] {
  return pairs.map((pair) => {
    const difference = pair.stored - pair.counted;
    const larger = Math.max(Math.abs(pair.stored), Math.abs(pair.counted));
    const share = larger === 0 ? 0 : Math.abs(difference) / larger;
    return { ...pair, difference, share, agrees: share <= RECONCILE_TOLERANCE };
  });
}

/** The largest share by which a total is off; 0 for none. */
export function largestShare(totals: readonly Reconciled[]): number {
  return totals.reduce((largest, { share }) => Math.max(largest, share), 0);
}
