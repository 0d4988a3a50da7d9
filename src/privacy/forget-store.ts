import type { Transaction } from "../database/database.ts";
import type { PersonName } from "../exclusions/likely-addresses.ts";
import type { PersonalText } from "./personal-texts.ts";

/** A company at which a person with an address may be known. */
export interface PossibleEmployer {
  readonly companyId: string;
  readonly name: string;
  readonly domain: string | null;
  readonly answeredDomain: string | null;
  /** False: only a contact of the name says so. */
  readonly isByAddress: boolean;
}

/** A contact person of one of them. */
export interface KnownContact extends PersonName {
  readonly contactId: string;
  readonly companyId: string;
}

/** The companies that keep the address or have its domain; with a name also those that keep a contact of that name. */
export async function findEmployers(
  transaction: Transaction,
  tenantId: string,
  {
    email,
    domain,
    name,
  }: { readonly email: string; readonly domain: string; readonly name: PersonName | null },
): Promise<PossibleEmployer[]> {
  return transaction.query<PossibleEmployer[]>(
    `select c.company_id as "companyId", c.name, c.domain, c.answered_domain as "answeredDomain",
       by_address as "isByAddress"
     from companies c cross join lateral (select coalesce(c.domain = $3 or c.answered_domain = $3, false) or exists (
       select from lead_emails e where e.tenant_id = $1 and e.company_id = c.company_id and e.email = $2) as by_address) a
     where c.tenant_id = $1 and (by_address
       or exists (select from contacts p where p.tenant_id = $1 and p.company_id = c.company_id
         and lower(p.first_name) = lower($4) and lower(p.last_name) = lower($5)))
     order by c.company_id`,
    [tenantId, email, domain, name?.firstName ?? null, name?.lastName ?? null],
  );
}

export async function listContacts(
  transaction: Transaction,
  tenantId: string,
  companyIds: readonly string[],
): Promise<KnownContact[]> {
  return transaction.query<KnownContact[]>(
    `select contact_id as "contactId", company_id as "companyId", first_name as "firstName", last_name as "lastName"
     from contacts where tenant_id = $1 and company_id = any ($2) order by last_name, first_name, contact_id`,
    [tenantId, companyIds],
  );
}

/** Removes contacts, the address and what a vendor said of it; returns how many rows went from each table. */
export async function deletePerson(
  transaction: Transaction,
  tenantId: string,
  person: { readonly contactIds: readonly string[]; readonly email: string; readonly emailHash: string },
): Promise<{ readonly place: string; readonly found: number }[]> {
  const gone: { place: string; found: number }[] = [];
  for (const [place, condition, value] of [
    ["contacts", "contact_id = any ($2)", person.contactIds],
    ["lead_emails", "email = $2", person.email],
    ["email_verification_cache", "email_hash = $2", person.emailHash],
  ] as const) {
    const [, found] = await transaction.query<[unknown, number]>(
      `delete from ${place} where tenant_id = $1 and ${condition}`,
      [tenantId, value],
    );
    gone.push({ place, found });
  }
  return gone;
}

/** The regular expressions by which a person is found: everywhere, and at the companies given. */
export interface PersonPatterns {
  readonly anywhere: string;
  readonly atCompanies: string;
  readonly companyIds: readonly string[];
}

/** Replaces what the patterns find in a column; returns in how many rows. */
export async function redactText(
  transaction: Transaction,
  tenantId: string,
  { table, column, isJson, isOfCompany }: PersonalText,
  { anywhere, atCompanies, companyIds }: PersonPatterns,
): Promise<number> {
  const text = isJson ? `${column}::text` : column;
  // Somebody of that name at another company is somebody else.
  const pattern = isOfCompany ? "case when company_id = any ($3) then $4 else $2 end" : "$2";
  const [, found] = await transaction.query<[unknown, number]>(
    `update ${table} set ${column} = regexp_replace(${text}, ${pattern}, '[removed]', 'gi')${isJson ? "::jsonb" : ""}
     where tenant_id = $1 and ${text} ~* ${pattern}`,
    isOfCompany ? [tenantId, anywhere, companyIds, atCompanies] : [tenantId, atCompanies],
  );
  return found;
}

/** The same in the tables that are only appended, of the whole tenant. */
export async function redactRecords(
  transaction: Transaction,
  pattern: string,
): Promise<{ readonly place: string; readonly found: number }[]> {
  return transaction.query("select place, affected as found from forget_in_records($1)", [pattern]);
}

/** The same in events: of the person's companies and of none (what agents report) by name, of others by address. */
export async function redactEvents(
  transaction: Transaction,
  { anywhere, atCompanies, companyIds }: PersonPatterns,
): Promise<number> {
  const [row] = await transaction.query<{ found: number }[]>("select forget_in_events($1, $2, $3) as found", [
    anywhere,
    atCompanies,
    companyIds,
  ]);
  return row?.found ?? 0;
}

/** `LeadExtraction` of src/vendors/openai/lead-extraction.ts, as far as it concerns us. */
export interface StoredPeople {
  readonly people?: readonly { readonly first_name: string; readonly last_name: string }[];
}

/** What was extracted about companies, with the people it names. */
export async function listFeatures(
  transaction: Transaction,
  tenantId: string,
  companyIds: readonly string[],
): Promise<{ readonly companyId: string; readonly features: StoredPeople }[]> {
  return transaction.query(
    `select company_id as "companyId", features from lead_features where tenant_id = $1 and company_id = any ($2)`,
    [tenantId, companyIds],
  );
}

export async function updateFeatures(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
  features: StoredPeople,
): Promise<void> {
  await transaction.query("update lead_features set features = $3 where tenant_id = $1 and company_id = $2", [
    tenantId,
    companyId,
    JSON.stringify(features),
  ]);
}

/** The companies of these whose lead Odoo has. */
export async function listExported(
  transaction: Transaction,
  tenantId: string,
  companyIds: readonly string[],
): Promise<string[]> {
  const rows = await transaction.query<{ companyId: string }[]>(
    `select company_id as "companyId" from lead_scores
     where tenant_id = $1 and company_id = any ($2) and exported_at is not null order by 1`,
    [tenantId, companyIds],
  );
  return rows.map(({ companyId }) => companyId);
}

/** Takes an address that was excluded before out of what people read of the exclusion. */
export async function anonymiseExclusion(
  transaction: Transaction,
  tenantId: string,
  { matchKey, label }: { readonly matchKey: string; readonly label: string },
): Promise<void> {
  await transaction.query(
    "update exclusions set label = $3 where tenant_id = $1 and kind = 'address' and match_key = $2",
    [tenantId, matchKey, label],
  );
}
