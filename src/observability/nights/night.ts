import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus, StageStatus } from "../../entities/vocabulary.ts";

/** A stage of a night, counted. */
export interface NightStage {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly total: number;
  readonly success: number;
  readonly error: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** A vendor in a night, counted. */
export interface NightVendor {
  readonly vendor: string;
  readonly calls: number;
  readonly errors: number;
  readonly rateLimitHits: number;
  readonly quotaExhausted: boolean;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  readonly tokens: number;
}

/** A night with all that is shown about nights, the oldest first in lists. */
export interface Night {
  readonly runId: string;
  readonly runDate: string;
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly costUsd: number;
  readonly stages: readonly NightStage[];
  readonly vendors: readonly NightVendor[];
  /** By their names in run_metrics. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly passes: number;
  readonly fails: number;
}
