import type { Transaction } from "../../../database/database.ts";
import { NOT_EXCLUDED } from "../../../database/tenants/not-excluded.ts";
import type { RunIdentity } from "../../../observability/events/run-event.ts";
import { MATCHES_BY_INDUSTRY, UNSEEN_FIRST } from "./selection-order.ts";

/**
 * Fills the run's selection up to `floor` companies with those that match a rule of the tenant's profile by industry
 * alone, those not seen for longest first. Returns how many the run has now.
 */
export async function addIndustryMatches(
  transaction: Transaction,
  run: RunIdentity,
  { floor, at }: { readonly floor: number; readonly at: Date },
): Promise<number> {
  await transaction.query(
    `with chosen as (
       select company_id, ordinal from company_enrichment_runs where run_id = $2 and stage = 'select_targets'
     ), have as (
       select count(*)::int as count, coalesce(max(ordinal), -1) as last from chosen
     ), matching as (
       select c.company_id, row_number() over (order by ${UNSEEN_FIRST}) as place
       from companies c
       where c.company_id not in (select company_id from chosen) and ${MATCHES_BY_INDUSTRY} and ${NOT_EXCLUDED}
     ), added as (
       insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, code, finished_at)
       select $1, $2, 'select_targets', m.company_id, have.last + m.place, 'success', 'industry_only', $4
       from matching m, have where m.place <= $3 - have.count
       on conflict do nothing returning company_id
     )
     update companies set last_seen = $4 where company_id in (select company_id from added)`,
    [run.tenantId, run.runId, floor, at],
  );
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
    [run.runId],
  );
  return row?.count ?? 0;
}
