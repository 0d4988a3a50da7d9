import type { Transaction } from "../../database/database.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import { STAGES } from "../../entities/stage-table.ts";
import type { StageProgress } from "../../observability/reads/run-progress-store.ts";

/** How far each stage of a running run is. */
export async function readLiveStages(
  transaction: Transaction,
  { tenantId, runId }: Pick<EnrichmentRun, "tenantId" | "runId">,
): Promise<StageProgress[]> {
  const rows = await transaction.query<StageProgress[]>(
    `with counted as (select stage, count(*)::int as done from company_enrichment_runs
       where tenant_id = $1 and run_id = $2 group by stage)
     select s.stage, s.status, coalesce(c.done, 0) as done,
       coalesce((select done from counted where stage = 'select_targets'), 0) as total
     from run_stage_stats s left join counted c using (stage) where s.tenant_id = $1 and s.run_id = $2`,
    [tenantId, runId],
  );
  return rows.sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage));
}
