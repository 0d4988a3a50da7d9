import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { Verdict } from "../../entities/vocabulary.ts";
import type { Checks } from "../checklist/checks.ts";
import { countVerdicts, type VerdictCounts } from "../rates/pass-rate.ts";

/** The companies a run scored High. */
export async function listHighCompanies(transaction: Transaction, runId: string): Promise<string[]> {
  const rows = await transaction.query<{ companyId: string }[]>(
    `select c.company_id as "companyId" from lead_scores c where run_id = $1 and bucket = 'High' and ${NOT_EXCLUDED}`,
    [runId],
  );
  return rows.map(({ companyId }) => companyId);
}

/** Writes the sample of a run; drawing it twice changes nothing. */
export async function insertSamples(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string },
  samples: readonly { readonly companyId: string; readonly checks: Checks }[],
  populationSize: number,
): Promise<void> {
  await transaction.query(
    `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks)
     select $1, $2, s.company_id, s.place, 'High', $3, s.checks
     from unnest($4::uuid[], $5::jsonb[]) with ordinality as s (company_id, checks, place) on conflict do nothing`,
    [
      run.tenantId,
      run.runId,
      populationSize,
      samples.map(({ companyId }) => companyId),
      samples.map(({ checks }) => JSON.stringify(checks)),
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
}

export async function readSampleSummary(
  transaction: Transaction,
  runId: string,
): Promise<SampleSummary | null> {
  const rows = await transaction.query<
    { tenantId: string; startedAt: Date; populationSize: number; result: Verdict | null }[]
  >(
    `select q.tenant_id as "tenantId", r.started_at as "startedAt", q.population_size as "populationSize", q.result
     from qa_samples q join enrichment_runs r using (tenant_id, run_id) where q.run_id = $1`,
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
  };
}
