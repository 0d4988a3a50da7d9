import type { Stage } from "./stage-table.ts";
import type { VendorName } from "./vendor-table.ts";

/** What somebody asks of a run, in whatever way they ask. */
export interface RunWish {
  readonly tenantId: string;
  /** Who asks, as the audit log writes it: `slack:U…`, `key:ID`. */
  readonly actor: string;
  /** The question that was answered with yes: answered twice, it starts one run, and both answers name that run. */
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
  /** Go on with a run that ended failed, degraded or cancelled: what its companies have not done, they do now. */
  readonly resume?: string;
  /** Do some of an ended run again: the named stages, or without any what failed and all that follows from it. */
  readonly rerun?: {
    readonly runId: string;
    readonly stages?: readonly Stage[];
    readonly failedOnly?: boolean;
  };
}
