import type { Transaction } from "../database/database.ts";

/** A company as people look at it. */
export interface CompanyView {
  readonly companyId: string;
  readonly name: string;
  readonly website: string | null;
  readonly domain: string | null;
  readonly registrationNumber: string | null;
  readonly industry: string | null;
  readonly ssicCode: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  readonly createdAt: Date;
  readonly lastSeen: Date | null;
}

const VIEW = `c.company_id as "companyId", c.name, c.website, c.domain, c.registration_number as "registrationNumber",
  c.industry, c.ssic_code as "ssicCode", c.country, c.employees, c.created_at as "createdAt", c.last_seen as "lastSeen"`;

/** The tenant's companies by name; those whose name, domain or number holds `search`, when it is not empty. */
export async function listCompanies(
  transaction: Transaction,
  tenantId: string,
  { search, limit }: { readonly search: string; readonly limit: number },
): Promise<CompanyView[]> {
  return transaction.query<CompanyView[]>(
    `select ${VIEW} from companies c
     where c.tenant_id = $1 and ($2 = '' or position(lower($2) in lower(concat_ws(' ', c.name, c.domain, c.registration_number))) > 0)
     order by lower(c.name), c.company_id limit $3`,
    [tenantId, search, limit],
  );
}

/** The companies that a reference means: an id or its beginning, else a domain or a whole name. */
export async function findCompanies(
  transaction: Transaction,
  tenantId: string,
  reference: string,
): Promise<CompanyView[]> {
  return transaction.query<CompanyView[]>(
    `select ${VIEW} from companies c
     where c.tenant_id = $1 and (
       ($2 ~ '^[0-9a-fA-F-]{4,36}$' and starts_with(c.company_id::text, lower($2)))
       or c.domain = lower($2) or lower(c.name) = lower($2))
     order by lower(c.name), c.company_id limit 10`,
    [tenantId, reference],
  );
}

/** What has been found out about a company. */
export async function readCompanyFindings(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
): Promise<{ contacts: number; addresses: number; score: number | null; bucket: string | null }> {
  const [row] = await transaction.query<
    { contacts: number; addresses: number; score: number | null; bucket: string | null }[]
  >(
    `select (select count(*)::int from contacts where tenant_id = $1 and company_id = $2) as contacts,
       (select count(*)::int from lead_emails where tenant_id = $1 and company_id = $2) as addresses,
       (select score from lead_scores where tenant_id = $1 and company_id = $2 limit 1) as score,
       (select bucket from lead_scores where tenant_id = $1 and company_id = $2 limit 1) as bucket`,
    [tenantId, companyId],
  );
  return row ?? { contacts: 0, addresses: 0, score: null, bucket: null };
}

/** Lets one company take in another: what it lacks, its contacts and addresses. The other is gone afterwards. */
export async function mergeCompanies(
  transaction: Transaction,
  tenantId: string,
  { intoId, fromId }: { readonly intoId: string; readonly fromId: string },
): Promise<void> {
  const columns = [
    "website",
    "domain",
    "registration_number",
    "industry",
    "ssic_code",
    "country",
    "employees",
    "description",
  ];
  await transaction.query(
    `update companies c set ${columns.map((name) => `${name} = coalesce(c.${name}, o.${name})`).join(", ")}
     from companies o
     where c.tenant_id = $1 and c.company_id = $2 and o.tenant_id = $1 and o.company_id = $3`,
    [tenantId, intoId, fromId],
  );
  await transaction.query(
    `update contacts c set company_id = $2 where c.tenant_id = $1 and c.company_id = $3 and not exists (
       select from contacts o where o.tenant_id = $1 and o.company_id = $2
         and o.first_name = c.first_name and o.last_name = c.last_name)`,
    [tenantId, intoId, fromId],
  );
  await transaction.query(
    `update lead_emails e set company_id = $2 where e.tenant_id = $1 and e.company_id = $3 and not exists (
       select from lead_emails o where o.tenant_id = $1 and o.company_id = $2 and o.email = e.email)`,
    [tenantId, intoId, fromId],
  );
  await transaction.query(
    `insert into company_keys (tenant_id, key, company_id, is_merged)
     select tenant_id, key, $2, true from company_keys where tenant_id = $1 and company_id = $3
     on conflict (tenant_id, key, company_id) do update set is_merged = true`,
    [tenantId, intoId, fromId],
  );
  await removeCompany(transaction, tenantId, fromId);
}

/** Removes a company with what was found out about it; what runs did with it stays in their records. */
export async function removeCompany(
  transaction: Transaction,
  tenantId: string,
  companyId: string,
): Promise<void> {
  await transaction.query("delete from corpora where tenant_id = $1 and company_id = $2", [
    tenantId,
    companyId,
  ]);
  await transaction.query("delete from companies where tenant_id = $1 and company_id = $2", [
    tenantId,
    companyId,
  ]);
}
