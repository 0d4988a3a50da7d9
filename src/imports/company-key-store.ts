import type { Transaction } from "../database/database.ts";
import { companyKeys, type Identity } from "./company-identity.ts";
import { fromStored, STORED_COLUMNS, type StoredCompany } from "./company-store.ts";
import type { KnownCompany } from "./match-rows.ts";

const CHUNK = 5_000;

/** Notes what companies are found by. */
export async function saveKeys(
  transaction: Transaction,
  tenantId: string,
  companies: readonly { readonly companyId: string; readonly now: Identity }[],
): Promise<void> {
  const keys = companies.flatMap(({ companyId, now }) =>
    companyKeys(now).map(({ key }) => [key, companyId] as const),
  );
  await transaction.query(
    `insert into company_keys (tenant_id, key, company_id)
     select $1, * from unnest($2::text[], $3::uuid[]) on conflict do nothing`,
    [tenantId, keys.map(([key]) => key), keys.map(([, companyId]) => companyId)],
  );
}

/** Notes the keys of companies that have none yet: they came before keys were kept, or another way than by an import. */
export async function completeKeys(transaction: Transaction, tenantId: string): Promise<void> {
  for (;;) {
    const stored = await transaction.query<StoredCompany[]>(
      `select ${STORED_COLUMNS} from companies c
       where c.tenant_id = $1 and not exists (
         select from company_keys k where k.tenant_id = c.tenant_id and k.company_id = c.company_id)
       limit ${CHUNK}`,
      [tenantId],
    );
    if (stored.length === 0) return;
    const companies = stored.map((row) => ({ companyId: row.company_id, now: fromStored(row) }));
    await saveKeys(transaction, tenantId, companies);
  }
}

/** The companies that have one of the keys, in a stable order, and whether the import has come by them already. */
export async function findByKeys(
  transaction: Transaction,
  tenantId: string,
  importId: string,
  keys: readonly string[],
): Promise<KnownCompany[]> {
  const stored = await transaction.query<(StoredCompany & { is_of_file: boolean; merged_keys: string[] })[]>(
    `select ${STORED_COLUMNS}, exists (
       select from company_import_changes ch
       where ch.tenant_id = $1 and ch.import_id = $3 and ch.company_id = c.company_id) as is_of_file,
       array(select k.key from company_keys k
         where k.tenant_id = $1 and k.company_id = c.company_id and k.is_merged) as merged_keys
     from companies c
     where c.tenant_id = $1 and c.company_id in (
       select k.company_id from company_keys k where k.tenant_id = $1 and k.key = any ($2))
     order by c.created_at, c.company_id`,
    [tenantId, keys, importId],
  );
  return stored.map((row) => {
    const company = fromStored(row);
    return {
      companyId: row.company_id,
      before: company,
      now: company,
      isOfFile: row.is_of_file,
      mergedKeys: row.merged_keys,
    };
  });
}

/** Forgets what companies are found by; the next import notes it again. */
export async function forgetKeys(
  transaction: Transaction,
  tenantId: string,
  companyIds: readonly string[],
): Promise<void> {
  await transaction.query(
    "delete from company_keys where tenant_id = $1 and company_id = any ($2) and not is_merged",
    [tenantId, companyIds],
  );
}
