import type { Transaction } from "../../database/database.ts";
import { MISSED_CODES } from "../../entities/skip-codes.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { Undone } from "../rulebook/rule.ts";
import type { KeyColumns, RunKey } from "./run-key.ts";

/** A longer chain of reruns is cut off. */
const LONGEST_CHAIN = 20;

/**
 * What runs have left undone in stages that went wrong, by company: its latest outcome counts, over the run and the runs
 * that it resumes, so that a rerun of a few companies does not hide the others. In one query, which reads companies only of
 * stages that degraded or failed.
 */
export async function readUndone(
  transaction: Transaction,
  [tenantIds, runIds]: KeyColumns,
): Promise<(Undone & RunKey & { readonly stage: Stage })[]> {
  return transaction.query<(Undone & RunKey & { stage: Stage })[]>(
    `with recursive chain as (
       select k.tenant_id, k.run_id, k.run_id as member, 0 as age from unnest($1::text[], $2::uuid[]) as k (tenant_id, run_id)
       union all
       select c.tenant_id, c.run_id, (r.manifest #>> '{resumedFrom,runId}')::uuid, c.age + 1
       from chain c join enrichment_runs r on r.tenant_id = c.tenant_id and r.run_id = c.member
       where r.manifest ? 'resumedFrom' and c.age < $4),
     bad as (
       select distinct c.tenant_id, c.run_id, s.stage
       from chain c join run_stage_stats s on s.tenant_id = c.tenant_id and s.run_id = c.member
       where s.status in ('degraded', 'failed')),
     latest as (
       select distinct on (b.tenant_id, b.run_id, b.stage, e.company_id) b.tenant_id, b.run_id, b.stage, e.outcome, e.code
       from bad b join chain c on c.tenant_id = b.tenant_id and c.run_id = b.run_id
         join company_enrichment_runs e on e.tenant_id = c.tenant_id and e.run_id = c.member and e.stage = b.stage
       where e.code is distinct from 'done_before'
       order by b.tenant_id, b.run_id, b.stage, e.company_id, c.age)
     select tenant_id as "tenantId", run_id as "runId", stage, (count(*) filter (where outcome = 'error'))::int as failed,
       (count(*) filter (where outcome = 'skipped' and code = any($3)))::int as "notTried"
     from latest group by tenant_id, run_id, stage`,
    [tenantIds, runIds, MISSED_CODES, LONGEST_CHAIN],
  );
}
