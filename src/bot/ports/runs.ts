import type { Stage } from "../../entities/stage-table.ts";
import type { VendorName } from "../../entities/vendor-table.ts";

/** What somebody asks of a run. `actor` is as it stands in the audit log: `slack:U…`. */
export interface RunWish {
  readonly tenantId: string;
  readonly actor: string;
  /** The form that was answered with yes: sent twice, it starts one run, and both are told of that one. */
  readonly question?: string;
  /** The most companies. */
  readonly cap?: number;
  /** Companies a runner works on at a time. */
  readonly companyConcurrency?: number;
  readonly skipVendors?: readonly VendorName[];
  /** Do stages of an ended run again. */
  readonly rerun?: { readonly runId: string; readonly stages?: readonly Stage[] };
}

/** What a run would do and cost, in dollars. */
export interface RunEstimate {
  readonly companies: number;
  readonly stages: readonly Stage[];
  readonly costUsd: { readonly low: number; readonly expected: number; readonly high: number };
  /** Vendors whose share of the cost has no price. */
  readonly unpriced: readonly string[];
}

/** Starts, weighs and ends runs; whatever runner is free does the work. Refusals are NotFoundError, InvalidInputError and ConflictError. */
export interface RunDesk {
  estimate(wish: RunWish): Promise<RunEstimate>;
  start(wish: RunWish): Promise<{ readonly runId: string }>;
  cancel(run: { readonly tenantId: string; readonly runId: string; readonly actor: string }): Promise<void>;
}
