import type { Transaction } from "../../database/database.ts";
import type { Bucket, ContactSource, EmailStatus, Outcome } from "../../entities/vocabulary.ts";

/** What is known about a company, with nobody's name or address in full. */
export interface CompanyDetail {
  readonly companyId: string;
  readonly name: string;
  readonly domain: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  /** What was extracted; null before. */
  readonly features: Readonly<Record<string, unknown>> | null;
  readonly extractedAt: Date | null;
  readonly score: number | null;
  readonly bucket: Bucket | null;
  readonly rationale: string | null;
  readonly scoredAt: Date | null;
  readonly exportedAt: Date | null;
}

export async function findCompanyDetail(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
): Promise<CompanyDetail | null> {
  const [found] = await transaction.query<CompanyDetail[]>(
    `select c.company_id as "companyId", c.name, c.domain, c.industry, c.country, c.employees, f.features,
       f.extracted_at as "extractedAt", s.score, s.bucket, s.rationale, s.scored_at as "scoredAt",
       s.exported_at as "exportedAt"
     from companies c left join lead_features f using (tenant_id, company_id) left join lead_scores s using (tenant_id, company_id)
     where c.tenant_id = $1 and c.company_id = $2`,
    [tenantId, companyId],
  );
  return found ?? null;
}

/** A person at a company, by initials. */
export interface MaskedContact {
  readonly initials: string;
  readonly title: string | null;
  readonly source: ContactSource;
}

export async function listMaskedContacts(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
): Promise<MaskedContact[]> {
  return transaction.query<MaskedContact[]>(
    `select upper(left(first_name, 1)) || '. ' || upper(left(last_name, 1)) || '.' as initials, title, source
     from contacts where tenant_id = $1 and company_id = $2 order by created_at, contact_id`,
    [tenantId, companyId],
  );
}

/** An address, of which only its end is shown. */
export interface MaskedEmail {
  readonly masked: string;
  readonly source: ContactSource;
  readonly status: EmailStatus | null;
  readonly isWebmail: boolean;
}

export async function listMaskedEmails(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
): Promise<MaskedEmail[]> {
  return transaction.query<MaskedEmail[]>(
    `select '•••@' || split_part(email, '@', 2) as masked, source, status, is_webmail as "isWebmail"
     from lead_emails where tenant_id = $1 and company_id = $2 order by status nulls last, email`,
    [tenantId, companyId],
  );
}

/** A stage of a run as the company went through it. */
export interface CompanyStage {
  readonly stage: string;
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly finishedAt: Date;
}

export async function listCompanyStages(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly runId: string; readonly companyId: string },
): Promise<CompanyStage[]> {
  return transaction.query<CompanyStage[]>(
    `select stage, outcome, code, finished_at as "finishedAt" from company_enrichment_runs
     where tenant_id = $1 and run_id = $2 and company_id = $3 order by finished_at, stage`,
    [key.tenantId, key.runId, key.companyId],
  );
}

/** Something that happened to the company in a run. */
export interface CompanyEvent {
  readonly ts: Date;
  readonly stage: string | null;
  readonly event: string;
  readonly status: string;
  readonly vendor: string | null;
  readonly errorCode: string | null;
  readonly errorMsg: string | null;
  readonly durationMs: number | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
}

export async function listCompanyEvents(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly runId: string; readonly companyId: string },
): Promise<CompanyEvent[]> {
  return transaction.query<CompanyEvent[]>(
    `select e.ts, e.stage, e.event, e.status, e.vendor, e.error_code as "errorCode", e.error_msg as "errorMsg",
       e.duration_ms as "durationMs", e.extra
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.company_id = $3 order by e.ts, e.dedupe_key limit 200`,
    [key.tenantId, key.runId, key.companyId],
  );
}

/** A text gathered about a company. */
export interface GatheredText {
  readonly source: string;
  /** Null once its text was removed. */
  readonly characters: number | null;
  readonly createdAt: Date;
}

export async function listGatheredTexts(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly runId: string; readonly companyId: string },
): Promise<GatheredText[]> {
  return transaction.query<GatheredText[]>(
    `select source, length(body) as characters, created_at as "createdAt" from corpora
     where tenant_id = $1 and run_id = $2 and company_id = $3 order by source`,
    [key.tenantId, key.runId, key.companyId],
  );
}
