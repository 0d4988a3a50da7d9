import type { Database } from "../database/database.ts";
import { STAGES, type Stage } from "../entities/vocabulary.ts";

/** How far a stage is. */
export interface StageProgress {
  readonly stage: Stage;
  readonly status: string;
  readonly done: number;
  readonly total: number;
}

/** How far a run is, stages in order of the pipeline. */
export async function readProgress(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<{ readonly status: string; readonly stages: readonly StageProgress[] }> {
  return database.withTenant(tenantId, async (transaction) => {
    const [run] = await transaction.query<{ status: string }[]>(
      "select status from enrichment_runs where run_id = $1",
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
      stages: rows.sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage)),
    };
  });
}
