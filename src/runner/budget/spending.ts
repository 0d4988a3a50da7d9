import type { VendorName } from "../../entities/vendor-table.ts";
import type { Estimate } from "./estimate.ts";

/** An attempt that is about to be made. */
export interface Spending {
  /** Its entry in the ledger, and the key of the event that reports it. */
  readonly ledgerId: string;
  readonly vendor: VendorName;
  readonly operation: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly estimate: Estimate;
  /** A lower estimate that takes some work to find, asked for when `estimate` does not fit. */
  readonly closerEstimate?: () => Promise<Estimate>;
  /** The vendor's credits before the call, if they can show whether it was charged. */
  readonly creditsBefore?: number;
  /** Aborted when the work has been given to another process: a reservation is given back, and no call is made. */
  readonly signal?: AbortSignal;
}
