import type { Transaction } from "../database/database.ts";
import type { CompanyRow } from "./company-csv.ts";

/** A row on its way into `companies`. */
export interface ImportRow {
  readonly line: number;
  readonly naturalKey: string;
  readonly company: CompanyRow;
}

type Read = (row: ImportRow) => string | number | null;

/** The columns that staging and companies have in common. */
const SHARED: readonly (readonly [name: string, type: string, read: Read])[] = [
  ["name", "text", ({ company }) => company.name],
  ["website", "text", ({ company }) => company.website?.url ?? null],
  ["registration_number", "text", ({ company }) => company.registrationNumber],
  ["industry", "text", ({ company }) => company.industry],
  ["ssic_code", "text", ({ company }) => company.ssicCode],
  ["country", "text", ({ company }) => company.country],
  ["employees", "int", ({ company }) => company.employees],
  ["description", "text", ({ company }) => company.description],
];
const STAGED: typeof SHARED = [["line", "int", ({ line }) => line], ...SHARED];
const MERGED: typeof SHARED = [
  ["natural_key", "text", ({ naturalKey }) => naturalKey],
  ["domain", "text", ({ company }) => company.website?.domain ?? null],
  ...SHARED,
];

const names = (columns: typeof SHARED) => columns.map(([name]) => name).join(", ");
const arrays = (columns: typeof SHARED, after: number) =>
  columns.map(([, type], index) => `$${index + 1 + after}::${type}[]`).join(", ");

const STAGE = `insert into staging_companies (tenant_id, import_id, ${names(STAGED)})
  select $1, $2::uuid, * from unnest(${arrays(STAGED, 2)})`;

/** A cell that was empty leaves what is known of the company. */
const MERGE = `with merged as (
    insert into companies (tenant_id, ${names(MERGED)})
    select $1, * from unnest(${arrays(MERGED, 1)})
    on conflict (tenant_id, natural_key) do update set
      ${MERGED.slice(1)
        .map(([name]) => `${name} = coalesce(excluded.${name}, companies.${name})`)
        .join(", ")}
    returning xmax = 0 as is_new
  )
  select count(*) filter (where is_new)::int as count from merged`;

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
  rows: readonly ImportRow[],
): Promise<void> {
  await transaction.query(STAGE, [
    tenantId,
    importId,
    ...STAGED.map(([, , read]) => rows.map((row) => read(row))),
  ]);
}

/** Adds or updates a company a row, each natural key being there once. Returns how many were not there before. */
export async function mergeRows(
  transaction: Transaction,
  tenantId: string,
  rows: readonly ImportRow[],
): Promise<number> {
  const [added] = await transaction.query<{ count: number }[]>(MERGE, [
    tenantId,
    ...MERGED.map(([, , read]) => rows.map((row) => read(row))),
  ]);
  return added?.count ?? 0;
}

/** How many companies this transaction has added or updated. One scan, so that nobody has to remember a million keys. */
export async function countWritten(transaction: Transaction, tenantId: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from companies where tenant_id = $1 and xmin = pg_current_xact_id()::xid",
    [tenantId],
  );
  return row?.count ?? 0;
}

/** Titles of the two-digit divisions of the industrial classification, by code. */
export async function readDivisions(transaction: Transaction): Promise<ReadonlyMap<string, string>> {
  const rows = await transaction.query<{ code: string; title: string }[]>(
    "select code, title from ssic_ref where length(code) = 2",
  );
  return new Map(rows.map(({ code, title }) => [code, title]));
}
