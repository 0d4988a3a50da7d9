import type { Transaction } from "../../database/database.ts";
import type { QaSample } from "../../entities/qa-sample.ts";
import type { QaVerdict } from "../../entities/qa-verdict.ts";
import type { Checks } from "../checklist/checks.ts";
import type { QaSampleCard } from "./qa-sample-card.ts";

const SAMPLE_COLUMNS = `q.tenant_id as "tenantId", q.run_id as "runId", q.company_id as "companyId",
  q.sample_no as "sampleNo", q.bucket, q.population_size as "populationSize", q.checks, q.result, q.notes, q.version,
  q.created_at as "createdAt"`;

const CHECK_NAMES: Readonly<Record<keyof Checks, string>> = {
  domain: "Domain",
  about_text: "About text",
  contacts: "Contacts",
  rationale: "Rationale",
};

export async function readQaSampleCard(
  transaction: Transaction,
  key: { readonly runId: string; readonly companyId: string },
): Promise<QaSampleCard | null> {
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
