import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { Bucket } from "../../entities/vocabulary.ts";
import { redactValue } from "../../redaction.ts";
import { type Checks, isFlawless } from "../checklist/checks.ts";
import { countVerdicts, type VerdictCounts } from "../rates/pass-rate.ts";
import type { ListedSample } from "./listed-sample.ts";
import type { SampledLead } from "./sampled-lead.ts";

/** The companies a run scored High. */
export async function listHighCompanies(transaction: Transaction, runId: string): Promise<string[]> {
  const rows = await transaction.query<{ companyId: string }[]>(
    `select c.company_id as "companyId" from lead_scores c where run_id = $1 and bucket = 'High' and ${NOT_EXCLUDED}`,
    [runId],
  );
  return rows.map(({ companyId }) => companyId);
}

/** Keeps what the machine found about companies of a run; doing it twice changes nothing. */
export async function insertChecks(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string },
  found: readonly { readonly companyId: string; readonly bucket: Bucket; readonly checks: Checks }[],
): Promise<void> {
  await transaction.query(
    `insert into company_checks (tenant_id, run_id, company_id, bucket, checks, is_flawless)
     select $1, $2, c.company_id, c.bucket, c.checks, c.is_flawless
     from unnest($3::uuid[], $4::text[], $5::jsonb[], $6::boolean[]) as c (company_id, bucket, checks, is_flawless)
     on conflict do nothing`,
    [
      run.tenantId,
      run.runId,
      found.map(({ companyId }) => companyId),
      found.map(({ bucket }) => bucket),
      found.map(({ checks }) => JSON.stringify(checks)),
      found.map(({ checks }) => isFlawless(checks)),
    ],
  );
}

/** A company that was drawn, with what the machine found and what its reviewer sees. */
export interface DrawnCompany {
  readonly companyId: string;
  readonly checks: Checks;
  readonly lead: SampledLead;
  /** Above 0 and at most 1. */
  readonly inclusionProbability: number;
}

/** Writes the sample of a run in the order of review, texts masked; drawing it twice changes nothing. */
export async function insertSamples(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string },
  samples: readonly DrawnCompany[],
  populationSize: number,
): Promise<void> {
  await transaction.query(
    `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, lead,
       inclusion_probability)
     select $1, $2, s.company_id, s.place, 'High', $3, s.checks, s.lead, s.inclusion_probability
     from unnest($4::uuid[], $5::jsonb[], $6::jsonb[], $7::double precision[])
       with ordinality as s (company_id, checks, lead, inclusion_probability, place) on conflict do nothing`,
    [
      run.tenantId,
      run.runId,
      populationSize,
      samples.map(({ companyId }) => companyId),
      samples.map(({ checks }) => JSON.stringify(checks)),
      samples.map(({ lead }) => JSON.stringify(redactValue(lead))),
      samples.map(({ inclusionProbability }) => inclusionProbability),
    ],
  );
}

/** The state of a run's sample. */
export interface SampleSummary {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly sampleSize: number;
  readonly populationSize: number;
  readonly counts: VerdictCounts;
  /** In the order of review. */
  readonly samples: readonly ListedSample[];
}

export async function readSampleSummary(
  transaction: Transaction,
  runId: string,
): Promise<SampleSummary | null> {
  const rows = await transaction.query<
    (ListedSample & { tenantId: string; startedAt: Date; populationSize: number })[]
  >(
    `select q.tenant_id as "tenantId", r.started_at as "startedAt", q.population_size as "populationSize", q.result,
       q.sample_no as "sampleNo", c.name as "companyName",
       not exists (select from jsonb_each(q.checks) e (name, finding) where e.finding->>'ok' = 'false') as "isFlawless"
     from qa_samples q join enrichment_runs r using (tenant_id, run_id) join companies c using (tenant_id, company_id)
     where q.run_id = $1 order by q.sample_no`,
    [runId],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    tenantId: first.tenantId,
    runId,
    startedAt: first.startedAt,
    sampleSize: rows.length,
    populationSize: first.populationSize,
    counts: countVerdicts(rows.map(({ result }) => result)),
    samples: rows.map(({ sampleNo, companyName, result, isFlawless }) => ({
      ...{ sampleNo, companyName },
      ...{ result, isFlawless },
    })),
  };
}
