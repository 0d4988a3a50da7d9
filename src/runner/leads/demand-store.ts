import type { Transaction } from "../../database/database.ts";

/** The addresses of the run's companies that are still to be verified, at most `most` of each. */
export async function listUnverified(
  transaction: Transaction,
  runId: string,
  most: number,
): Promise<{ companyId: string; email: string }[]> {
  return transaction.query<{ companyId: string; email: string }[]>(
    `select company_id as "companyId", email from (
       select e.company_id, e.email, e.status, row_number() over (partition by e.company_id order by e.is_webmail, e.email) as place
       from lead_emails e join company_enrichment_runs t using (tenant_id, company_id)
       where t.run_id = $1 and t.stage = 'select_targets'
     ) ranked where place <= $2 and status is null order by company_id, place`,
    [runId, most],
  );
}
