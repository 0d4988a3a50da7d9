import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { TargetCompany } from "./target-company.ts";

/** How many companies the run selected. */
export async function countTargets(transaction: Queryable, runId: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
    [runId],
  );
  return row?.count ?? 0;
}

/** A company that a stage has not finished yet. */
export interface UnfinishedTarget extends TargetCompany {
  /** Counted attempts, see src/entities/company-attempt.ts. */
  readonly attempts: number;
  /** The tenant has excluded it since it was selected. */
  readonly isExcluded: boolean;
}

/** The companies at places `from` to `to` (exclusive) of the selection that the stage has not finished yet. */
export async function readUnfinishedTargets(
  batch: Queryable,
  key: { readonly runId: string; readonly stage: Stage },
  from: number,
  to: number,
): Promise<UnfinishedTarget[]> {
  return batch.query<UnfinishedTarget[]>(
    `select c.company_id as "companyId", c.name, c.website, c.domain, c.industry, c.country, c.employees, c.description,
       coalesce(a.attempts, 0) as attempts, not ${NOT_EXCLUDED} as "isExcluded"
     from company_enrichment_runs t join companies c using (tenant_id, company_id)
       left join company_attempts a on a.tenant_id = t.tenant_id and a.run_id = t.run_id and a.stage = $2 and a.company_id = t.company_id
     where t.run_id = $1 and t.stage = 'select_targets' and t.ordinal >= $3 and t.ordinal < $4
       and not exists (select from company_enrichment_runs d
         where d.tenant_id = t.tenant_id and d.run_id = t.run_id and d.company_id = t.company_id and d.stage = $2)
     order by t.ordinal`,
    [key.runId, key.stage, from, to],
  );
}

/** Records the selection in the manifest: how many companies, and a hash over their ids in order. */
export async function noteSelection(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(
    `update enrichment_runs r set manifest = r.manifest || jsonb_build_object('selection', s.selection)
     from (
       select jsonb_build_object('count', count(*), 'hash',
         encode(sha256(convert_to(coalesce(string_agg(company_id::text, ',' order by ordinal), ''), 'UTF8')), 'hex')) as selection
       from company_enrichment_runs where run_id = $1 and stage = 'select_targets'
     ) s where r.run_id = $1`,
    [runId],
  );
}
