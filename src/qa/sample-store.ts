import type { Transaction } from "../database/database.ts";
import type { QaSample } from "../entities/qa-sample.ts";
import type { QaVerdict } from "../entities/qa-verdict.ts";
import type { EmailStatus, Verdict } from "../entities/vocabulary.ts";
import { NotFoundError } from "../errors.ts";
import type { CheckedCompany, Checks } from "./checks.ts";
import { countVerdicts, type VerdictCounts } from "./pass-rate.ts";
import type { QaRow } from "./qa-csv.ts";

/** The companies a run scored High. */
export async function listHighCompanies(transaction: Transaction, runId: string): Promise<string[]> {
  const rows = await transaction.query<{ companyId: string }[]>(
    `select company_id as "companyId" from lead_scores where run_id = $1 and bucket = 'High'`,
    [runId],
  );
  return rows.map(({ companyId }) => companyId);
}

interface CheckedRow {
  readonly companyId: string;
  readonly companyName: string;
  readonly industry: string | null;
  readonly domain: string | null;
  readonly answeredDomain: string | null;
  readonly features: {
    readonly about?: string | null;
    readonly products?: string[];
    readonly signals?: { id: string }[];
  } | null;
  readonly addresses: { readonly status: EmailStatus | null; readonly isWebmail: boolean }[];
  readonly rationale: string;
  readonly citedSignals: string[];
  readonly sameRationaleElsewhere: number;
}

/** What is stored about companies of a run that the automatic checks rest on, by company. */
export async function readCheckedCompanies(
  transaction: Transaction,
  runId: string,
  companyIds: readonly string[],
): Promise<ReadonlyMap<string, CheckedCompany>> {
  const rows = await transaction.query<CheckedRow[]>(
    `select c.company_id as "companyId", c.name as "companyName", c.industry, c.domain,
       c.answered_domain as "answeredDomain", f.features, s.rationale, s.cited_signals as "citedSignals",
       coalesce((select jsonb_agg(jsonb_build_object('status', e.status, 'isWebmail', e.is_webmail))
         from lead_emails e where e.tenant_id = c.tenant_id and e.company_id = c.company_id), '[]') as addresses,
       (select count(*)::int from lead_scores o where o.run_id = $1 and o.company_id <> c.company_id
         and o.rationale = s.rationale) as "sameRationaleElsewhere"
     from companies c join lead_scores s using (tenant_id, company_id) left join lead_features f using (tenant_id, company_id)
     where s.run_id = $1 and c.company_id = any ($2)`,
    [runId, companyIds],
  );
  return new Map(
    rows.map(({ companyId, industry, features, ...row }) => [
      companyId,
      {
        ...row,
        aboutText: features?.about ?? "",
        industryTerms: [industry, ...(features?.products ?? [])].filter((term) => term !== null),
        storedSignals: (features?.signals ?? []).map(({ id }) => id),
      },
    ]),
  );
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

/** A sampled company with what a reviewer needs to judge it, and every verdict given, oldest first. */
export interface SampleCard {
  readonly sample: QaSample;
  readonly sampleSize: number;
  readonly company: { readonly name: string; readonly domain: string | null };
  readonly score: number | null;
  readonly rationale: string | null;
  readonly checks: readonly { readonly name: string; readonly passed: boolean; readonly note: string }[];
  readonly verdicts: readonly QaVerdict[];
}

const SAMPLE_COLUMNS = `q.tenant_id as "tenantId", q.run_id as "runId", q.company_id as "companyId",
  q.sample_no as "sampleNo", q.bucket, q.population_size as "populationSize", q.checks, q.result, q.notes, q.version,
  q.created_at as "createdAt"`;

const CHECK_NAMES: Readonly<Record<keyof Checks, string>> = {
  domain: "Domain",
  about_text: "About text",
  contacts: "Contacts",
  rationale: "Rationale",
};

export async function readSample(
  transaction: Transaction,
  key: { readonly runId: string; readonly companyId: string },
): Promise<SampleCard | null> {
  const [row] = await transaction.query<
    (Omit<QaSample, "checks"> & {
      checks: Checks;
      sampleSize: number;
      name: string;
      domain: string | null;
      score: number | null;
      rationale: string | null;
    })[]
  >(
    `select ${SAMPLE_COLUMNS}, c.name, c.domain, s.score, s.rationale,
       (select count(*)::int from qa_samples o where o.tenant_id = q.tenant_id and o.run_id = q.run_id) as "sampleSize"
     from qa_samples q join companies c using (tenant_id, company_id)
       left join lead_scores s on s.tenant_id = q.tenant_id and s.company_id = q.company_id and s.run_id = q.run_id
     where q.run_id = $1 and q.company_id = $2`,
    [key.runId, key.companyId],
  );
  if (row === undefined) return null;
  const { sampleSize, name, domain, score, rationale, checks, ...sample } = row;
  const verdicts = await transaction.query<QaVerdict[]>(
    `select tenant_id as "tenantId", verdict_id as "verdictId", run_id as "runId", company_id as "companyId", result,
       reason, notes, actor, at from qa_verdicts where run_id = $1 and company_id = $2 order by at, verdict_id`,
    [key.runId, key.companyId],
  );
  return {
    sample: { ...sample, checks: { ...checks } },
    sampleSize,
    company: { name, domain },
    score,
    rationale,
    checks: (["domain", "about_text", "contacts", "rationale"] as const).map((check) => ({
      name: CHECK_NAMES[check],
      passed: checks[check].ok,
      note: checks[check].detail,
    })),
    verdicts,
  };
}

/** How a run's sample stands. */
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

/** What a person says of a sample, having seen `expectedVersion` of it. */
export interface VerdictInput {
  readonly runId: string;
  readonly companyId: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly notes: string | null;
  /** Slack user id. */
  readonly actor: string;
  readonly expectedVersion: number;
}

/** Records a verdict. False, and nothing written, when somebody else has judged since `expectedVersion`. */
export async function insertVerdict(
  transaction: Transaction,
  input: VerdictInput,
  at: Date,
): Promise<boolean> {
  const [updated] = await transaction.query<[{ tenantId: string }[], number]>(
    `update qa_samples set result = $3, notes = $4, version = version + 1
     where run_id = $1 and company_id = $2 and version = $5 returning tenant_id as "tenantId"`,
    [input.runId, input.companyId, input.verdict, input.notes, input.expectedVersion],
  );
  const [sample] = updated;
  if (sample === undefined) {
    const existing = await transaction.query<unknown[]>(
      "select 1 from qa_samples where run_id = $1 and company_id = $2",
      [input.runId, input.companyId],
    );
    if (existing.length === 0) throw new NotFoundError("sample", `${input.runId}/${input.companyId}`);
    return false;
  }
  await transaction.query(
    `insert into qa_verdicts (tenant_id, verdict_id, run_id, company_id, result, reason, notes, actor, at)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8)`,
    [
      sample.tenantId,
      input.runId,
      input.companyId,
      input.verdict,
      input.reason,
      input.notes,
      input.actor,
      at,
    ],
  );
  return true;
}

/** The sample of a run as rows of a CSV. */
export async function readQaRows(transaction: Transaction, runId: string): Promise<QaRow[]> {
  return transaction.query<QaRow[]>(
    `select q.tenant_id as "tenantId", q.run_id as "runId", q.sample_no as "sampleNo", q.population_size as "populationSize",
       q.company_id as "companyId", c.name as "companyName", c.domain, q.bucket, s.score, q.checks, q.result,
       v.reason, q.notes, v.actor, v.at
     from qa_samples q join companies c using (tenant_id, company_id)
       left join lead_scores s on s.tenant_id = q.tenant_id and s.company_id = q.company_id and s.run_id = q.run_id
       left join lateral (select reason, actor, at from qa_verdicts v where v.tenant_id = q.tenant_id and v.run_id = q.run_id
         and v.company_id = q.company_id order by at desc, verdict_id desc limit 1) v on true
     where q.run_id = $1 order by q.sample_no`,
    [runId],
  );
}
