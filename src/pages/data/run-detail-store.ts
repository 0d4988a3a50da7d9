import type { Transaction } from "../../database/database.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { Bucket, Outcome, Verdict } from "../../entities/vocabulary.ts";

/** A kind of failure in a run. */
export interface CountedError {
  readonly stage: string;
  readonly vendor: string | null;
  readonly errorCode: string;
  readonly count: number;
  readonly example: string | null;
}

/** The failures of a run by stage, vendor and code, the most frequent first. */
export async function listErrorClasses(
  transaction: Transaction,
  run: Pick<EnrichmentRun, "tenantId" | "runId" | "runDate">,
): Promise<CountedError[]> {
  return transaction.query<CountedError[]>(
    `select coalesce(stage, 'run') as stage, vendor, coalesce(error_code, 'unknown') as "errorCode", count(*)::int as count,
       max(error_msg) as example
     from run_event_logs where tenant_id = $1 and run_id = $2 and event_date = $3::date and status = 'error'
     group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit 50`,
    [run.tenantId, run.runId, run.runDate],
  );
}

/** A company in a run. */
export interface ListedCompany {
  readonly companyId: string;
  readonly name: string;
  readonly ordinal: number;
  /** How it fared, by stage. */
  readonly outcomes: Readonly<Record<string, { readonly outcome: Outcome; readonly code: string | null }>>;
  /** Its newest score; null when it has none. */
  readonly score: number | null;
  readonly bucket: Bucket | null;
}

/** The companies of a run in the order of their selection, after this one. */
export async function listRunCompanies(
  transaction: Transaction,
  run: Pick<EnrichmentRun, "tenantId" | "runId">,
  query: {
    readonly after: number;
    readonly limit: number;
    readonly bucket: Bucket | null;
    readonly outcome: Outcome | null;
  },
): Promise<ListedCompany[]> {
  return transaction.query<ListedCompany[]>(
    `with chosen as (
       select t.company_id, t.ordinal, c.name, s.score, s.bucket
       from company_enrichment_runs t join companies c using (tenant_id, company_id)
         left join lead_scores s on s.tenant_id = t.tenant_id and s.company_id = t.company_id
       where t.tenant_id = $1 and t.run_id = $2 and t.stage = 'select_targets' and coalesce(t.ordinal, 0) > $3
         and ($5::text is null or s.bucket = $5)
         and ($6::text is null or exists (select from company_enrichment_runs o
           where o.tenant_id = $1 and o.run_id = $2 and o.company_id = t.company_id and o.outcome = $6))
       order by t.ordinal, t.company_id limit $4)
     select h.company_id as "companyId", h.name, coalesce(h.ordinal, 0) as ordinal, h.score, h.bucket,
       (select jsonb_object_agg(o.stage, jsonb_build_object('outcome', o.outcome, 'code', o.code))
        from company_enrichment_runs o where o.tenant_id = $1 and o.run_id = $2 and o.company_id = h.company_id) as outcomes
     from chosen h order by h.ordinal, h.company_id`,
    [run.tenantId, run.runId, query.after, query.limit, query.bucket, query.outcome],
  );
}

/** A sample of a run with its verdict. */
export interface RunSample {
  readonly companyId: string;
  readonly name: string;
  readonly sampleNo: number;
  readonly bucket: Bucket;
  readonly result: Verdict | null;
}

/** The samples drawn from a run. */
export async function listRunSamples(
  transaction: Transaction,
  run: Pick<EnrichmentRun, "tenantId" | "runId">,
): Promise<RunSample[]> {
  return transaction.query<RunSample[]>(
    `select q.company_id as "companyId", c.name, q.sample_no as "sampleNo", q.bucket, q.result
     from qa_samples q join companies c using (tenant_id, company_id)
     where q.tenant_id = $1 and q.run_id = $2 order by q.sample_no`,
    [run.tenantId, run.runId],
  );
}
