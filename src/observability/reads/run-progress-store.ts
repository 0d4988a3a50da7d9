import type { Database } from "../../database/database.ts";
import { STAGES, type Stage } from "../../entities/stage-table.ts";
import type { RunStatus, StageStatus } from "../../entities/vocabulary.ts";

/** The progress of a stage. */
export interface StageProgress {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly done: number;
  readonly total: number;
}

/** The progress of a run; `reason` says why it ended as it did, and is empty while it runs. */
export interface RunProgress {
  readonly status: RunStatus;
  readonly reason: string;
  readonly stages: readonly StageProgress[];
}

/** Reads a run's progress, for progress bars. */
export async function readProgress(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<RunProgress> {
  return database.withTenant(tenantId, async (transaction) => {
    const [run] = await transaction.query<{ status: RunStatus; reason: string }[]>(
      `select status, coalesce(status_reason, '') as reason from enrichment_runs where run_id = $1`,
      [runId],
    );
    const rows = await transaction.query<StageProgress[]>(
      `select s.stage, s.status,
         (select count(*)::int from company_enrichment_runs c where c.run_id = s.run_id and c.stage = s.stage) as done,
         (select count(*)::int from company_enrichment_runs c where c.run_id = s.run_id and c.stage = 'select_targets') as total
       from run_stage_stats s where s.run_id = $1`,
      [runId],
    );
    return {
      status: run?.status ?? "failed",
      reason: run?.reason ?? "the run is gone",
      stages: rows.sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage)),
    };
  });
}
