import type { Transaction } from "../../database/database.ts";
import { type CorrectedRate, correctedRate, type JudgedCompanies } from "../rates/corrected-rate.ts";

/** How far back companies count, in days. */
export const RATE_DAYS = 14;

/** The share of good companies among all High companies of the runs of the days before `at`; null where too little is known. */
export async function readCorrectedRate(
  transaction: Transaction,
  tenantId: string,
  at: Date,
): Promise<CorrectedRate | null> {
  const judged = await transaction.query<JudgedCompanies[]>(
    `select c.is_flawless as "isFlawless", q.inclusion_probability as "inclusionProbability",
       (count(*) filter (where q.result = 'pass'))::int as passes, (count(*) filter (where q.result = 'fail'))::int as fails
     from qa_samples q join company_checks c using (tenant_id, run_id, company_id)
     where q.tenant_id = $1 and q.created_at > $2::timestamptz - make_interval(days => $3) and q.created_at <= $2
       and q.result in ('pass', 'fail') group by 1, 2`,
    [tenantId, at, RATE_DAYS],
  );
  const [checked] = await transaction.query<{ total: number; flawless: number }[]>(
    `select count(*)::int as total, (count(*) filter (where is_flawless))::int as flawless from company_checks
     where tenant_id = $1 and bucket = 'High' and checked_at > $2::timestamptz - make_interval(days => $3) and checked_at <= $2`,
    [tenantId, at, RATE_DAYS],
  );
  return checked === undefined ? null : correctedRate(judged, checked);
}
