import type { Queryable } from "../../database/batch.ts";
import type { ContactSource, CorpusSource, EmailStatus } from "../../entities/vocabulary.ts";
import type { LeadExtraction } from "../../vendors/openai/lead-extraction.ts";
import type { LeadScoreResult, StoredSignal } from "./score-lead.ts";

/** A company of a run, as the key of what is stored about it. */
export interface CompanyKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly companyId: string;
}

/** Text gathered about a company. */
export interface CorpusText {
  readonly source: CorpusSource;
  readonly contentHash: string;
  /** Null where only the hash is known any more. */
  readonly body: string | null;
  /** When it was gathered; now, unless it is used again. */
  readonly createdAt?: Date;
}

/** What was extracted, as stored: the signals have ids. */
export interface StoredFeatures extends Omit<LeadExtraction, "signals"> {
  readonly signals: readonly StoredSignal[];
}

export interface StoredEmail {
  readonly email: string;
  readonly isWebmail: boolean;
  readonly status: EmailStatus | null;
}

export async function saveCorpus(transaction: Queryable, key: CompanyKey, corpus: CorpusText): Promise<void> {
  await transaction.query(
    `insert into corpora (tenant_id, run_id, company_id, source, content_hash, body, created_at)
     values ($1, $2, $3, $4, $5, $6, coalesce($7, now()))
     on conflict (tenant_id, run_id, company_id, source) do update set content_hash = excluded.content_hash,
       body = excluded.body, created_at = excluded.created_at`,
    [
      key.tenantId,
      key.runId,
      key.companyId,
      corpus.source,
      corpus.contentHash,
      corpus.body,
      corpus.createdAt ?? null,
    ],
  );
}

/** The texts of a company in this run, the crawl's first. */
export async function readCorpora(transaction: Queryable, key: CompanyKey): Promise<CorpusText[]> {
  return transaction.query<CorpusText[]>(
    `select source, content_hash as "contentHash", body from corpora
     where run_id = $1 and company_id = $2 order by source`,
    [key.runId, key.companyId],
  );
}

/** What the newest search about a company since `since` brought, or null when none was made. */
export async function findSearch(
  transaction: Queryable,
  companyId: string,
  since: Date,
): Promise<Required<CorpusText> | null> {
  const [found] = await transaction.query<Required<CorpusText>[]>(
    `select source, content_hash as "contentHash", body, created_at as "createdAt" from corpora
     where company_id = $1 and source = 'tavily' and created_at >= $2 order by created_at desc limit 1`,
    [companyId, since],
  );
  return found ?? null;
}

/** Notes which domain answered the crawl (null: none did); it also stands in where none was imported. */
export async function saveAnsweredDomain(
  transaction: Queryable,
  key: CompanyKey,
  domain: string | null,
): Promise<void> {
  await transaction.query(
    "update companies set answered_domain = $2, domain = coalesce(domain, $2) where company_id = $1",
    [key.companyId, domain],
  );
}

export async function saveEmails(
  transaction: Queryable,
  key: CompanyKey,
  source: ContactSource,
  emails: readonly { readonly email: string; readonly isWebmail: boolean }[],
): Promise<void> {
  await transaction.query(
    `insert into lead_emails (tenant_id, company_id, email, source, is_webmail)
     select $1, $2, e.email, $3, e.is_webmail from unnest($4::text[], $5::boolean[]) as e (email, is_webmail)
     on conflict do nothing`,
    [
      key.tenantId,
      key.companyId,
      source,
      emails.map(({ email }) => email),
      emails.map(({ isWebmail }) => isWebmail),
    ],
  );
}

export async function readEmails(transaction: Queryable, companyId: string): Promise<StoredEmail[]> {
  return transaction.query<StoredEmail[]>(
    `select email, is_webmail as "isWebmail", status from lead_emails where company_id = $1 order by is_webmail, email`,
    [companyId],
  );
}

export async function saveContacts(
  transaction: Queryable,
  key: CompanyKey,
  source: ContactSource,
  people: readonly {
    readonly firstName: string;
    readonly lastName: string;
    readonly title: string | null;
    readonly vendorContactId: string | null;
  }[],
): Promise<void> {
  await transaction.query(
    `insert into contacts (tenant_id, company_id, first_name, last_name, title, source, vendor_contact_id)
     select distinct on (p.first_name, p.last_name) $1::text, $2::uuid, p.first_name, p.last_name, p.title, $3::text, p.vendor_contact_id
     from unnest($4::text[], $5::text[], $6::text[], $7::text[]) as p (first_name, last_name, title, vendor_contact_id)
     on conflict (tenant_id, company_id, first_name, last_name) do update set
       title = coalesce(excluded.title, contacts.title),
       vendor_contact_id = coalesce(excluded.vendor_contact_id, contacts.vendor_contact_id)`,
    [
      key.tenantId,
      key.companyId,
      source,
      people.map(({ firstName }) => firstName),
      people.map(({ lastName }) => lastName),
      people.map(({ title }) => title),
      people.map(({ vendorContactId }) => vendorContactId),
    ],
  );
}

/** Notes that Lusha was asked about these people, whether it knew them or not. */
export async function saveLookUp(
  transaction: Queryable,
  contactIds: readonly string[],
  at: Date,
): Promise<void> {
  await transaction.query("update contacts set looked_up_at = $2 where contact_id = any ($1)", [
    contactIds,
    at,
  ]);
}

/** Those with a title first. */
export async function readContacts(
  transaction: Queryable,
  companyId: string,
): Promise<
  {
    contactId: string;
    firstName: string;
    lastName: string;
    title: string | null;
    source: ContactSource;
    vendorContactId: string | null;
    lookedUpAt: Date | null;
  }[]
> {
  return transaction.query(
    `select contact_id as "contactId", first_name as "firstName", last_name as "lastName", title, source,
       vendor_contact_id as "vendorContactId", looked_up_at as "lookedUpAt"
     from contacts where company_id = $1 order by title is null, last_name, first_name`,
    [companyId],
  );
}

export async function saveFeatures(
  transaction: Queryable,
  key: CompanyKey,
  contentHash: string,
  features: StoredFeatures,
): Promise<void> {
  await transaction.query(
    `insert into lead_features (tenant_id, company_id, run_id, content_hash, features) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, company_id) do update set run_id = excluded.run_id, content_hash = excluded.content_hash,
       features = excluded.features, extracted_at = now()`,
    [key.tenantId, key.companyId, key.runId, contentHash, JSON.stringify(features)],
  );
}

export async function findFeatures(
  transaction: Queryable,
  companyId: string,
): Promise<{ contentHash: string; features: StoredFeatures } | null> {
  const [row] = await transaction.query<{ contentHash: string; features: StoredFeatures }[]>(
    `select content_hash as "contentHash", features from lead_features where company_id = $1`,
    [companyId],
  );
  return row ?? null;
}

export async function saveEmailStatus(
  transaction: Queryable,
  key: CompanyKey,
  check: {
    readonly email: string;
    readonly emailHash: string;
    readonly status: EmailStatus;
    readonly vendorStatus: string;
  },
): Promise<void> {
  await Promise.all([
    transaction.query(
      "update lead_emails set status = $3, verified_at = now() where company_id = $1 and email = $2",
      [key.companyId, check.email, check.status],
    ),
    transaction.query(
      `insert into email_verification_cache (tenant_id, email_hash, status, vendor_status) values ($1, $2, $3, $4)
       on conflict (tenant_id, email_hash) do update set status = excluded.status,
         vendor_status = excluded.vendor_status, checked_at = now()`,
      [key.tenantId, check.emailHash, check.status, check.vendorStatus],
    ),
  ]);
}

/** What was learnt of an address in the last 90 days, or null. */
export async function findVerification(
  transaction: Queryable,
  emailHash: string,
): Promise<{ status: EmailStatus; vendorStatus: string } | null> {
  const [row] = await transaction.query<{ status: EmailStatus; vendorStatus: string }[]>(
    `select status, vendor_status as "vendorStatus" from email_verification_cache
     where email_hash = $1 and checked_at > now() - interval '90 days'`,
    [emailHash],
  );
  return row ?? null;
}

export async function saveScore(
  transaction: Queryable,
  key: CompanyKey,
  result: LeadScoreResult,
  inputHash: string,
): Promise<void> {
  await transaction.query(
    `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, company_id) do update set run_id = excluded.run_id, score = excluded.score,
       bucket = excluded.bucket, rationale = excluded.rationale, cited_signals = excluded.cited_signals,
       input_hash = excluded.input_hash, scored_at = now()`,
    [
      key.tenantId,
      key.companyId,
      key.runId,
      result.score,
      result.bucket,
      result.rationale,
      result.citedSignals,
      inputHash,
    ],
  );
}

/** Makes a score that stands this run's own; when it was scored stays. */
export async function keepScore(transaction: Queryable, key: CompanyKey): Promise<void> {
  await transaction.query("update lead_scores set run_id = $2 where company_id = $1", [
    key.companyId,
    key.runId,
  ]);
}

/** What a company's score was computed from, or null when it has none. */
export async function findScoreInput(transaction: Queryable, companyId: string): Promise<string | null> {
  const [row] = await transaction.query<{ inputHash: string }[]>(
    `select input_hash as "inputHash" from lead_scores where company_id = $1`,
    [companyId],
  );
  return row?.inputHash ?? null;
}

/** The newest score of a company; null when it has none, or when this run tried to score it anew and failed. */
export async function findScore(transaction: Queryable, key: CompanyKey): Promise<LeadScoreResult | null> {
  const [row] = await transaction.query<LeadScoreResult[]>(
    `select score, bucket, rationale, cited_signals as "citedSignals" from lead_scores
     where company_id = $1 and not exists (select from company_enrichment_runs e
       where e.run_id = $2 and e.stage = 'score' and e.company_id = $1 and e.outcome = 'error')`,
    [key.companyId, key.runId],
  );
  return row ?? null;
}
