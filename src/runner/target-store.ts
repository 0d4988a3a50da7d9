import type { Transaction } from "../database/database.ts";
import type { RunIdentity } from "../observability/run-event.ts";

export async function refreshCandidates(transaction: Transaction): Promise<void> {
  await transaction.query("select refresh_icp_candidates()");
}

/** How many companies fit the tenant's profile, before any cap. */
export async function countCandidates(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from icp_candidates",
  );
  return row?.count ?? 0;
}

/**
 * Selects up to `limit` candidates for the run: first those without features, then those without contacts, then those
 * not seen for longest. Selecting twice changes nothing. Returns how many the run has.
 */
export async function selectTargets(
  transaction: Transaction,
  run: RunIdentity,
  limit: number,
  at: Date,
): Promise<number> {
  await transaction.query(
    `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
     select $1, $2, 'select_targets', company_id, row_number() over (order by place) - 1, 'success', $4
     from (
       select c.company_id, row_number() over (
         order by f.company_id is not null, p.company_id is not null, c.last_seen nulls first, c.created_at, c.natural_key
       ) as place
       from icp_candidates i join companies c using (tenant_id, company_id)
         left join lead_features f using (tenant_id, company_id)
         left join (select distinct tenant_id, company_id from contacts) p using (tenant_id, company_id)
     ) ranked
     where place <= $3
       and not exists (select from company_enrichment_runs e where e.run_id = $2 and e.stage = 'select_targets')
     on conflict do nothing`,
    [run.tenantId, run.runId, limit, at],
  );
  await transaction.query(
    `update companies set last_seen = $2 where company_id in
       (select company_id from company_enrichment_runs where run_id = $1 and stage = 'select_targets')`,
    [run.runId, at],
  );
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
    [run.runId],
  );
  return row?.count ?? 0;
}
