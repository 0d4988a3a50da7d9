import type { Transaction } from "../database/database.ts";
import { redactValue } from "../redaction.ts";
import { COMPANY_FIELDS, companyColumns } from "./company-store.ts";
import type { KnownCompany } from "./match-rows.ts";

/** An import as it is on record. */
export interface ImportRecord {
  readonly importId: string;
  readonly fileName: string;
  readonly importedAt: Date;
  readonly undoneAt: Date | null;
}

export async function insertImport(
  transaction: Transaction,
  tenantId: string,
  made: { readonly importId: string; readonly fileName: string; readonly actor: string; readonly now: Date },
): Promise<void> {
  await transaction.query(
    "insert into company_imports (tenant_id, import_id, file_name, actor, imported_at) values ($1, $2, $3, $4, $5)",
    [tenantId, made.importId, redactValue(made.fileName), made.actor, made.now],
  );
}

/** Notes what an import did to companies; of one that it came back to, what it was before the import. */
export async function saveChanges(
  transaction: Transaction,
  tenantId: string,
  importId: string,
  companies: readonly KnownCompany[],
): Promise<void> {
  await transaction.query(
    `insert into company_import_changes (tenant_id, import_id, company_id, before, after)
     select $1, $2, * from unnest($3::uuid[], $4::jsonb[], $5::jsonb[])
     on conflict (tenant_id, import_id, company_id) do update set after = excluded.after`,
    [
      tenantId,
      importId,
      companies.map(({ companyId }) => companyId),
      companies.map(({ before }) => (before === null ? null : JSON.stringify(companyColumns(before)))),
      companies.map(({ now }) => JSON.stringify(companyColumns(now))),
    ],
  );
}

/** How many companies an import brought, and how many it found. */
export async function countChanges(
  transaction: Transaction,
  tenantId: string,
  importId: string,
): Promise<{ readonly imported: number; readonly updated: number }> {
  const [row] = await transaction.query<{ imported: number; updated: number }[]>(
    `select count(*) filter (where before is null)::int as imported, count(before)::int as updated
     from company_import_changes where tenant_id = $1 and import_id = $2`,
    [tenantId, importId],
  );
  return row ?? { imported: 0, updated: 0 };
}

/** The tenant's imports that can still be taken back, newest first. */
export async function listImports(transaction: Transaction, tenantId: string): Promise<ImportRecord[]> {
  return transaction.query<ImportRecord[]>(
    `select import_id as "importId", file_name as "fileName", imported_at as "importedAt", undone_at as "undoneAt"
     from company_imports where tenant_id = $1 order by imported_at desc, import_id`,
    [tenantId],
  );
}

export async function markUndone(
  transaction: Transaction,
  tenantId: string,
  importId: string,
  now: Date,
): Promise<void> {
  await transaction.query(
    "update company_imports set undone_at = $3 where tenant_id = $1 and import_id = $2",
    [tenantId, importId, now],
  );
}

/** A later import that stands has also spoken of the company. */
const SPOKEN_OF_SINCE = `exists (
  select from company_import_changes l join company_imports i using (tenant_id, import_id)
  where l.tenant_id = ch.tenant_id and l.company_id = ch.company_id and l.import_id <> ch.import_id
    and i.undone_at is null and i.imported_at > $3)`;

/** Removes the companies that an import brought and no later one has spoken of. Returns their ids. */
export async function removeBrought(
  transaction: Transaction,
  tenantId: string,
  { importId, importedAt }: Pick<ImportRecord, "importId" | "importedAt">,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from companies c using company_import_changes ch
     where ch.tenant_id = $1 and ch.import_id = $2 and ch.before is null
       and c.tenant_id = ch.tenant_id and c.company_id = ch.company_id and not ${SPOKEN_OF_SINCE}`,
    [tenantId, importId, importedAt],
  );
  return removed;
}

/** Puts back what an import changed of companies, where it still is as the import left it. Returns their ids. */
export async function restoreChanged(
  transaction: Transaction,
  tenantId: string,
  importId: string,
): Promise<string[]> {
  const restored = COMPANY_FIELDS.map(
    ([name, type]) => `${name} = case when c.${name} is not distinct from (ch.after ->> '${name}')::${type}
      then (ch.before ->> '${name}')::${type} else c.${name} end`,
  );
  const [rows] = await transaction.query<[{ companyId: string }[], number]>(
    `update companies c set ${restored.join(", ")} from company_import_changes ch
     where ch.tenant_id = $1 and ch.import_id = $2 and ch.before is not null and ch.before <> ch.after
       and c.tenant_id = ch.tenant_id and c.company_id = ch.company_id
     returning c.company_id as "companyId"`,
    [tenantId, importId],
  );
  return rows.map(({ companyId }) => companyId);
}

/** How many companies an import brought are still there: a later import has spoken of them, too. */
export async function countKept(
  transaction: Transaction,
  tenantId: string,
  importId: string,
): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    `select count(*)::int as count from company_import_changes ch join companies c using (tenant_id, company_id)
     where ch.tenant_id = $1 and ch.import_id = $2 and ch.before is null`,
    [tenantId, importId],
  );
  return row?.count ?? 0;
}
