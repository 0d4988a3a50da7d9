import type { Transaction } from "../../database/database.ts";
import type { RunKey } from "./run-key.ts";

/** The runs that tenants' alerts can rest on: the current one and the last one that ended, each tenant's newest first. */
export async function listCurrentRuns(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<RunKey[]> {
  return transaction.query<RunKey[]>(
    `select k.tenant_id as "tenantId", c.run_id as "runId" from unnest($1::text[]) as k (tenant_id)
       join lateral (
         (select run_id, started_at from enrichment_runs
          where tenant_id = k.tenant_id and agent_id = 'nightly' and status = 'running')
         union all
         (select run_id, started_at from enrichment_runs
          where tenant_id = k.tenant_id and agent_id = 'nightly' and status <> 'running'
          order by started_at desc, run_id desc limit 1)
       ) c on true
     order by k.tenant_id, c.started_at desc, c.run_id desc`,
    [tenantIds],
  );
}
