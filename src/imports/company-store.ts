import type { Transaction } from "../database/database.ts";
import { companyKeys } from "./company-identity.ts";
import type { KnownCompany } from "./match-rows.ts";
import type { CompanyRow } from "./reading/company-csv.ts";
import { readWebsite } from "./reading/read-website.ts";

type Read = (company: CompanyRow) => string | number | null;

/** The columns of a company that a file can bring. */
export const COMPANY_FIELDS: readonly (readonly [name: string, type: string, read: Read])[] = [
  ["name", "text", ({ name }) => name],
  ["website", "text", ({ website }) => website?.url ?? null],
  ["domain", "text", ({ website }) => website?.domain ?? null],
  ["registration_number", "text", ({ registrationNumber }) => registrationNumber],
  ["industry", "text", ({ industry }) => industry],
  ["ssic_code", "text", ({ ssicCode }) => ssicCode],
  ["country", "text", ({ country }) => country],
  ["employees", "int", ({ employees }) => employees],
  ["description", "text", ({ description }) => description],
];
const STAGED = COMPANY_FIELDS.filter(([name]) => name !== "domain");

const namesOf = (fields: typeof COMPANY_FIELDS) => fields.map(([name]) => name).join(", ");
const arraysOf = (fields: typeof COMPANY_FIELDS, after: number) =>
  fields.map(([, type], index) => `$${index + 1 + after}::${type}[]`).join(", ");
const valuesOf = (fields: typeof COMPANY_FIELDS, companies: readonly CompanyRow[]) =>
  fields.map(([, , read]) => companies.map((company) => read(company)));

const STAGE = `insert into staging_companies (tenant_id, import_id, line, ${namesOf(STAGED)})
  select $1, $2::uuid, * from unnest($3::int[], ${arraysOf(STAGED, 3)})`;

const ADD = `insert into companies (tenant_id, company_id, natural_key, ${namesOf(COMPANY_FIELDS)})
  select $1, * from unnest($2::uuid[], $3::text[], ${arraysOf(COMPANY_FIELDS, 3)})`;

const UPDATE = `update companies c set ${COMPANY_FIELDS.map(([name]) => `${name} = n.${name}`).join(", ")}
  from unnest($2::uuid[], ${arraysOf(COMPANY_FIELDS, 2)}) as n (company_id, ${namesOf(COMPANY_FIELDS)})
  where c.tenant_id = $1 and c.company_id = n.company_id`;

/** Lets one import of the tenant at a time go on, until the transaction ends: two that meet in other orders would deadlock. */
export async function lockImports(transaction: Transaction, tenantId: string): Promise<void> {
  await transaction.query("select pg_advisory_xact_lock(hashtext('nightshift import'), hashtext($1))", [
    tenantId,
  ]);
}

/** Keeps the rows as they came. */
export async function stageRows(
  transaction: Transaction,
  tenantId: string,
  importId: string,
  rows: readonly { readonly line: number; readonly company: CompanyRow }[],
): Promise<void> {
  const companies = rows.map(({ company }) => company);
  await transaction.query(STAGE, [
    tenantId,
    importId,
    rows.map(({ line }) => line),
    ...valuesOf(STAGED, companies),
  ]);
}

/** Adds the companies that are new, and writes what has changed of the others. */
export async function writeCompanies(
  transaction: Transaction,
  tenantId: string,
  companies: readonly KnownCompany[],
): Promise<void> {
  const added = companies.filter(({ before }) => before === null);
  if (added.length > 0) {
    const keys = added.map(({ companyId, now }) => `${companyKeys(now)[0]?.key}#${companyId.slice(0, 8)}`);
    const ids = added.map(({ companyId }) => companyId);
    const facts = added.map(({ now }) => now);
    await transaction.query(ADD, [tenantId, ids, keys, ...valuesOf(COMPANY_FIELDS, facts)]);
  }
  const updated = companies.filter(({ before, now }) => before !== null && hasChanged(before, now));
  if (updated.length > 0) {
    const ids = updated.map(({ companyId }) => companyId);
    const facts = updated.map(({ now }) => now);
    await transaction.query(UPDATE, [tenantId, ids, ...valuesOf(COMPANY_FIELDS, facts)]);
  }
}

/** Whether a file says anything new of a company. */
function hasChanged(before: CompanyRow, now: CompanyRow): boolean {
  return COMPANY_FIELDS.some(([, , read]) => read(before) !== read(now));
}

/** A company's columns as JSON keeps them. */
export function companyColumns(company: CompanyRow): Record<string, string | number | null> {
  return Object.fromEntries(COMPANY_FIELDS.map(([name, , read]) => [name, read(company)]));
}

/** A company as the table has it. */
export interface StoredCompany {
  readonly company_id: string;
  readonly name: string;
  readonly website: string | null;
  readonly registration_number: string | null;
  readonly industry: string | null;
  readonly ssic_code: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  readonly description: string | null;
}

export const STORED_COLUMNS =
  "c.company_id, c.name, c.website, c.registration_number, c.industry, c.ssic_code, c.country, c.employees, c.description";

/** What the table has of a company, as a file would have said it. */
export function fromStored(stored: StoredCompany): CompanyRow {
  const website = stored.website === null ? null : readWebsite(stored.website);
  return {
    name: stored.name,
    website: website === null || "problem" in website ? null : website,
    registrationNumber: stored.registration_number,
    industry: stored.industry,
    ssicCode: stored.ssic_code,
    country: stored.country,
    employees: stored.employees,
    description: stored.description,
  };
}

/** Titles of the two-digit divisions of the industrial classification, by code. */
export async function readDivisions(transaction: Transaction): Promise<ReadonlyMap<string, string>> {
  const rows = await transaction.query<{ code: string; title: string }[]>(
    "select code, title from ssic_ref where length(code) = 2",
  );
  return new Map(rows.map(({ code, title }) => [code, title]));
}
