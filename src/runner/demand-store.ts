import type { Transaction } from "../database/database.ts";

/** How many addresses of the run's companies are still to be verified, at most `most` of each. */
export async function countUnverified(
  transaction: Transaction,
  runId: string,
  most: number,
): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    `select count(*) filter (where status is null)::int as count from (
       select e.status, row_number() over (partition by e.company_id order by e.is_webmail, e.email) as place
       from lead_emails e join company_enrichment_runs t using (tenant_id, company_id)
       where t.run_id = $1 and t.stage = 'select_targets'
     ) ranked where place <= $2`,
    [runId, most],
  );
  return row?.count ?? 0;
}
