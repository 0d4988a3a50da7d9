import type { Transaction } from "../../database/database.ts";
import { EnrichmentRun } from "../../entities/enrichment-run.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";
import { withLiveCost } from "../reads/live-cost-store.ts";

/**
 * The last night of each of these tenants and the runs in progress: running ones first, then failed or degraded ones, then
 * the newest; at most `limit`, and how many there are in all. A rerun, a run of a few stages and one capped by hand are no nights. As the service role.
 */
export async function listLastNights(
  transaction: Transaction,
  tenantIds: readonly string[],
  limit: number,
): Promise<{ readonly total: number; readonly runs: readonly EnrichmentRun[] }> {
  const found = await transaction.query<{ tenantId: string; runId: string; total: number }[]>(
    `with shown as (
       select night.* from unnest($1::text[]) as t (tenant_id) cross join lateral (
         select r.tenant_id, r.run_id, r.status, r.started_at from enrichment_runs r
         where r.tenant_id = t.tenant_id and r.status <> 'running' and r.agent_id = 'nightly' and ${IS_NIGHT}
         order by r.started_at desc, r.run_id desc limit 1) night
       union all
       select r.tenant_id, r.run_id, r.status, r.started_at from enrichment_runs r
       where r.tenant_id = any($1) and r.status = 'running'
     )
     select tenant_id as "tenantId", run_id as "runId", count(*) over ()::int as total from shown
     order by status = 'running' desc, status in ('failed', 'degraded') desc, started_at desc, run_id limit $2`,
    [tenantIds, limit],
  );
  const rows = await transaction
    .getRepository(EnrichmentRun)
    .createQueryBuilder("run")
    .where("run.runId = any(:runIds)", { runIds: found.map(({ runId }) => runId) })
    .getMany();
  const runs = await withLiveCost(transaction, rows);
  const byId = new Map(runs.map((run) => [`${run.tenantId} ${run.runId}`, run]));
  return {
    total: found[0]?.total ?? 0,
    runs: found.flatMap(({ tenantId, runId }) => byId.get(`${tenantId} ${runId}`) ?? []),
  };
}
