import type { Stage } from "./stage-table.ts";
import type { VendorName } from "./vendor-table.ts";

/** The run that somebody asks for, however they ask. */
export interface RunWish {
  readonly tenantId: string;
  /** Who asks, as the audit log writes it: `slack:U…`, `key:ID`. */
  readonly actor: string;
  /** The question that was confirmed: confirming it twice starts one run, and both answers name that run. */
  readonly question?: string;
  /** The most companies; the tenant's policy and the environment's ceiling still hold. */
  readonly cap?: number;
  /** These stages alone, with what they need. */
  readonly only?: readonly Stage[];
  readonly skip?: readonly Stage[];
  /** Leaves out the stages that call these. */
  readonly skipVendors?: readonly VendorName[];
  /** Companies a runner works on at a time, below what its environment allows. */
  readonly companyConcurrency?: number;
  /** Resume a run that ended failed, degraded or cancelled: its companies do what they have not done yet. */
  readonly resume?: string;
  /** Repeat part of an ended run: the named stages, or if none is named, what failed and everything that depends on it. */
  readonly rerun?: {
    readonly runId: string;
    readonly stages?: readonly Stage[];
    readonly failedOnly?: boolean;
  };
}
