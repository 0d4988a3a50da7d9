import type { CounterName, HistogramName, LabelsOf } from "./metric-table.ts";

/** Counts what happens in this process, to be added to the totals of the installation. */
export interface Meter {
  count<Name extends CounterName>(metric: Name, labels: LabelsOf<Name>, by?: number): void;
  /** Adds one value to a histogram; durations in seconds. */
  observe<Name extends HistogramName>(metric: Name, labels: LabelsOf<Name>, value: number): void;
  /** A vendor answered, or did not, and what it cost in nano-USD. */
  noteVendor(vendor: string, note: VendorNote): void;
}

/** How one attempt at a vendor call went. */
export interface VendorNote {
  readonly at: Date;
  readonly isSuccess: boolean;
  readonly nanoUsd: bigint;
}

/** Counts nothing: for short-lived work that nobody watches. */
export const SILENT_METER: Meter = { count() {}, observe() {}, noteVendor() {} };
