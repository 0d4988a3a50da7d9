import type { Transaction } from "../../database/database.ts";
import type { Checks } from "../checklist/checks.ts";
import type { SampledLead } from "../sampling/sampled-lead.ts";
import { type GivenVerdict, givenVerdicts, type VerdictRow } from "./given-verdicts.ts";
import type { QaSampleCard } from "./qa-sample-card.ts";

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
    (QaSampleCard["sample"] & {
      checks: Checks;
      lead: SampledLead | null;
      notes: string | null;
      sampleSize: number;
      name: string;
      domain: string | null;
    })[]
  >(
    `select q.tenant_id as "tenantId", q.run_id as "runId", q.company_id as "companyId", q.sample_no as "sampleNo", q.bucket,
       q.version, q.checks, q.lead, q.notes, c.name, c.domain,
       (select count(*)::int from qa_samples o where o.tenant_id = q.tenant_id and o.run_id = q.run_id) as "sampleSize"
     from qa_samples q join companies c using (tenant_id, company_id) where q.run_id = $1 and q.company_id = $2`,
    [key.runId, key.companyId],
  );
  if (row === undefined) return null;
  const { sampleSize, name, domain, lead, notes, checks, ...sample } = row;
  return {
    sample,
    sampleSize,
    company: { name, domain },
    lead,
    notes,
    checks: (["domain", "about_text", "contacts", "rationale"] as const).map((check) => ({
      name: CHECK_NAMES[check],
      passed: checks[check].ok,
      note: checks[check].detail,
    })),
    verdicts: await readGivenVerdicts(transaction, key),
  };
}

/** The verdicts on a sample that were not taken back, oldest first. */
export async function readGivenVerdicts(
  transaction: Transaction,
  { runId, companyId }: { readonly runId: string; readonly companyId: string },
): Promise<GivenVerdict[]> {
  const rows = await transaction.query<VerdictRow[]>(
    `select tenant_id as "tenantId", verdict_id as "verdictId", run_id as "runId", company_id as "companyId", result,
       reason, notes, actor, at from qa_verdicts where run_id = $1 and company_id = $2 order by at, verdict_id`,
    [runId, companyId],
  );
  return givenVerdicts(rows);
}
