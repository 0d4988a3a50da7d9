import type { Transaction } from "../../database/database.ts";

/** Nightly runs of active tenants that ended in this time and were not cancelled, in order. As the service role. */
export async function listEndedRuns(
  transaction: Transaction,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<{ readonly tenantId: string; readonly runId: string }[]> {
  return transaction.query<{ tenantId: string; runId: string }[]>(
    `select r.tenant_id as "tenantId", r.run_id as "runId" from enrichment_runs r join tenants t using (tenant_id)
     where t.active and r.agent_id = 'nightly' and r.status <> 'cancelled' and r.ended_at > $1 and r.ended_at <= $2
     order by r.ended_at, r.run_id`,
    [from, until],
  );
}
