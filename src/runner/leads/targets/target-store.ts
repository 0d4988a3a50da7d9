import type { Transaction } from "../../../database/database.ts";
import { NOT_EXCLUDED } from "../../../database/tenants/not-excluded.ts";
import type { RunIdentity } from "../../../observability/events/run-event.ts";
import { CANDIDATE_ORDER, EXPORT_ORDER, KNOWN } from "./selection-order.ts";

/** How many companies fit the tenant's profile and may be contacted, before any cap, and how many fit and are excluded. */
export async function countCandidates(
  transaction: Transaction,
): Promise<{ readonly candidates: number; readonly excluded: number }> {
  const [row] = await transaction.query<{ candidates: number; excluded: number }[]>(
    `select count(*) filter (where is_free)::int as candidates, count(*) filter (where not is_free)::int as excluded
     from icp_candidates c cross join lateral (select ${NOT_EXCLUDED} as is_free) free`,
  );
  return row ?? { candidates: 0, excluded: 0 };
}

/**
 * Selects up to `limit` candidates for the run: first those without features, then those without contacts, then those
 * not seen for longest. Idempotent. Returns how many the run has.
 */
export async function chooseTargets(
  transaction: Transaction,
  run: RunIdentity,
  { limit, at }: { readonly limit: number; readonly at: Date },
): Promise<number> {
  await transaction.query(
    `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
     select $1, $2, 'select_targets', company_id, row_number() over (order by place) - 1, 'success', $4
     from (
       select c.company_id, row_number() over (order by ${CANDIDATE_ORDER}) as place
       from icp_candidates i join companies c using (tenant_id, company_id) ${KNOWN} where ${NOT_EXCLUDED}
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
  return countSelected(transaction, run);
}

/**
 * Selects up to `limit` leads of at least `minScore` for a run that only exports: first those never exported or scored
 * since their last export, then the others, the best first. Idempotent. Returns how many the run has.
 */
export async function selectExports(
  transaction: Transaction,
  run: RunIdentity,
  { limit, minScore, at }: { readonly limit: number; readonly minScore: number; readonly at: Date },
): Promise<number> {
  await transaction.query(
    `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
     select $1, $2, 'select_targets', company_id, place - 1, 'success', $5
     from (
       select s.company_id, row_number() over (order by ${EXPORT_ORDER}) as place
       from lead_scores s join companies c using (tenant_id, company_id) where s.score >= $4 and s.held_by_run is null and ${NOT_EXCLUDED}
     ) ranked
     where place <= $3
       and not exists (select from company_enrichment_runs e where e.run_id = $2 and e.stage = 'select_targets')
     on conflict do nothing`,
    [run.tenantId, run.runId, limit, minScore, at],
  );
  return countSelected(transaction, run);
}

async function countSelected(transaction: Transaction, run: RunIdentity): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
    [run.runId],
  );
  return row?.count ?? 0;
}
