import type { Transaction } from "../../database/database.ts";
import type { RunKey } from "../evidence/run-key.ts";

/** How many companies of a run had an outcome for the same reason, with some to look at. */
export interface OutcomeCode {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** The most frequent codes of an outcome, each with three companies by name; `stage` null for all stages. */
export async function readOutcomeCodes(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
  {
    stage,
    outcome,
    limit,
  }: { readonly stage: string | null; readonly outcome: string; readonly limit: number },
): Promise<OutcomeCode[]> {
  return transaction.query<OutcomeCode[]>(
    `select coalesce(e.code, 'unknown') as code, count(*)::int as count,
       (array_agg(coalesce(c.name, 'a company that is gone') order by e.ordinal nulls last, e.company_id))[1:3] as examples
     from company_enrichment_runs e left join companies c using (tenant_id, company_id)
     where e.tenant_id = $1 and e.run_id = $2 and e.outcome = $3 and ($4::text is null or e.stage = $4)
     group by 1 order by 2 desc, 1 limit $5`,
    [tenantId, runId, outcome, stage, limit],
  );
}

/** A vendor's failed calls in a run by code, the most frequent first. */
export async function readCallErrors(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
  vendor: string,
): Promise<{ readonly code: string; readonly count: number }[]> {
  return transaction.query<{ code: string; count: number }[]>(
    `select coalesce(e.error_code, 'unknown') as code, count(*)::int as count
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.event = 'vendor_call' and e.vendor = $3 and e.status = 'error'
     group by 1 order by 2 desc, 1 limit 3`,
    [tenantId, runId, vendor],
  );
}
