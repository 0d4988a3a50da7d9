import type { Stage } from "../../entities/stage-table.ts";

/** What a run was asked to do and the settings it runs with. Fixed when it starts (`enrichment_runs.manifest`). */
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
    /** For the tenant's day, not for a run. */
    readonly openaiTokensPerDay: number;
    /** Absent: no limit. */
    readonly openaiTokens?: number;
    readonly usd?: number;
    /** Limits for the tenant's day, over all of its runs. */
    readonly perDay?: {
      readonly tavilyQueries?: number;
      readonly lushaLookups?: number;
      readonly zerobounceVerifications?: number;
      readonly usd?: number;
    };
  };
  readonly openaiModel: string;
  /** Companies one runner works on at a time; absent: each runner's SCHED_COMPANY_CONCURRENCY, which is always the ceiling. */
  readonly companyConcurrency?: number;
  /** Stages that were asked for by name; absent: all stages run. */
  readonly only?: readonly Stage[];
  /** The run that this one resumes or reruns, and the stages it repeats. */
  readonly resumedFrom?: {
    readonly runId: string;
    readonly failedOnly: boolean;
    readonly stages: readonly Stage[];
  };
  /** The scheduled run that failed before it did anything, so that this one was started in its place. */
  readonly secondTryOf?: string;
  /** The selection, once made: how many companies, and a SHA-256 over their ids in order. */
  readonly selection?: { readonly count: number; readonly hash: string };
  /** Used instead of the model under rate limits; absent: no fallback. */
  readonly openaiFallbackModel?: string;
  /** True exports every lead to Odoo again, even if it has not changed; absent: false. */
  readonly forceExport?: boolean;
  /** Version of nightshift. */
  readonly version: string;
  /** Versions of Node and of the price list. */
  readonly versions?: { readonly node: string; readonly prices: string };
}
