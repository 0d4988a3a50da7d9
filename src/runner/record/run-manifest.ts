import type { Stage } from "../../entities/stage-table.ts";

/** What a run was asked to do and the settings it runs with, fixed when it starts (`enrichment_runs.manifest`). */
export interface RunManifest {
  /** Stages to leave out; the others run in the pipeline's order. */
  readonly skip: readonly Stage[];
  /** The most companies it may take. */
  readonly cap: number;
  /** The fewest companies the tenant expects of a full scheduled run. */
  readonly candidateFloor: number;
  readonly budgets: {
    readonly tavilyQueries: number;
    readonly lushaLookups: number;
    readonly zerobounceVerifications: number;
    /** A tenant's day, not a run. */
    readonly openaiTokensPerDay: number;
    /** Absent: no limit. */
    readonly openaiTokens?: number;
    readonly usd?: number;
    /** Limits of the tenant's own day, over all of its runs. */
    readonly perDay?: {
      readonly tavilyQueries?: number;
      readonly lushaLookups?: number;
      readonly zerobounceVerifications?: number;
      readonly usd?: number;
    };
  };
  readonly openaiModel: string;
  /** Companies one runner works on at a time; absent: SCHED_COMPANY_CONCURRENCY of each runner, which is the ceiling in any case. */
  readonly companyConcurrency?: number;
  /** Stages that were asked for by name; absent: none was, all run. */
  readonly only?: readonly Stage[];
  /** The run this one goes on with, and the stages of it that are done again. */
  readonly resumedFrom?: {
    readonly runId: string;
    readonly failedOnly: boolean;
    readonly stages: readonly Stage[];
  };
  /** What was selected, once it was: how many companies, and a SHA-256 over their ids in order of the selection. */
  readonly selection?: { readonly count: number; readonly hash: string };
  /** Taken instead under rate limits; absent: none. */
  readonly openaiFallbackModel?: string;
  /** True hands every lead over to Odoo again, what has not changed since included; absent: false. */
  readonly forceExport?: boolean;
  /** Version of nightshift. */
  readonly version: string;
  /** Of what else decides how a run goes: Node, and the list of prices. */
  readonly versions?: { readonly node: string; readonly prices: string };
}
