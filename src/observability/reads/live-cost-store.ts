import type { Transaction } from "../../database/database.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";

/**
 * Sets the cost of runs in progress to what they have spent so far, which is written to their rows only at the end: all
 * charges of the ledger, with the most that a call of unknown outcome may have cost. Returns the same runs.
 */
export async function withLiveCost<Runs extends readonly EnrichmentRun[]>(
  transaction: Transaction,
  runs: Runs,
): Promise<Runs> {
  const live = runs.filter(({ status }) => status === "running");
  if (live.length === 0) return runs;
  const rows = await transaction.query<{ tenantId: string; runId: string; cost: string }[]>(
    `select l.tenant_id as "tenantId", l.run_id as "runId", sum(case l.state when 'charged' then coalesce(l.cost_nano_usd, 0)
       when 'unknown' then l.reserved_nano_usd else 0 end)::text as cost
     from unnest($1::text[], $2::uuid[]) as k (tenant_id, run_id) join vendor_ledger l using (tenant_id, run_id)
     group by 1, 2`,
    [live.map(({ tenantId }) => tenantId), live.map(({ runId }) => runId)],
  );
  const spent = new Map(rows.map(({ tenantId, runId, cost }) => [`${tenantId} ${runId}`, BigInt(cost)]));
  for (const run of live) run.costNanoUsd = spent.get(`${run.tenantId} ${run.runId}`) ?? run.costNanoUsd;
  return runs;
}
