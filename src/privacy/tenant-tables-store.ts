import type { Transaction } from "../database/database.ts";

/** Columns whose values are worth nothing to anybody else, and dangerous in a file. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  odoo_connections: ["api_key_sealed"],
  api_keys: ["hash"],
};

/** The tables that have rows of tenants, by name; the log's partitions are read through the log. */
export async function listTenantTables(transaction: Transaction): Promise<string[]> {
  const rows = await transaction.query<{ name: string }[]>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** The tenant's rows of a table as JSON, in batches, without secrets. */
export async function* readTable(
  transaction: Transaction,
  tenantId: string,
  table: string,
  pageSize = 2_000,
): AsyncGenerator<readonly object[]> {
  const left = (SECRETS[table] ?? []).map((column) => ` - '${column}'`).join("");
  await transaction.query(
    `declare tenant_rows no scroll cursor for select (to_jsonb(t)${left}) as row from ${table} t where tenant_id = '${checked(tenantId)}'`,
  );
  try {
    for (;;) {
      const rows = await transaction.query<{ row: object }[]>(`fetch ${pageSize} from tenant_rows`);
      if (rows.length > 0) yield rows.map(({ row }) => row);
      if (rows.length < pageSize) return;
    }
  } finally {
    await transaction.query("close tenant_rows");
  }
}

/** A cursor takes no parameters; ids of tenants are slugs. */
function checked(tenantId: string): string {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(tenantId)) throw new TypeError("not the id of a tenant");
  return tenantId;
}

/** Locks the tenant and makes it inactive. Returns its name and what there is of it; null if there is no such tenant. */
export async function closeTenant(
  transaction: Transaction,
): Promise<{ readonly name: string; readonly isRunning: boolean } | null> {
  await transaction.query("select from tenants for update");
  await transaction.query("update tenants set active = false");
  const [tenant] = await transaction.query<{ name: string; isRunning: boolean }[]>(
    `select name, exists (select from enrichment_runs where status = 'running') as "isRunning" from tenants`,
  );
  return tenant ?? null;
}

/**
 * Removes all rows of the transaction's tenant, which must be inactive. Returns the tables whose rows the service role must remove,
 * since the application role may not.
 */
export async function removeRows(
  transaction: Transaction,
  tenantId: string,
  tables: readonly string[],
): Promise<string[]> {
  const records = await transaction.query<{ name: string }[]>("select remove_records() as name");
  const done = ["tenants", ...records.map(({ name }) => name)];
  // Tables refer to each other: what is referred to goes after what refers to it, or with it.
  const forbidden = await transaction.query<{ name: string }[]>(
    "select name from unnest($1::text[]) as name where not has_table_privilege(name, 'delete')",
    [tables.filter((table) => !done.includes(table))],
  );
  const others = forbidden.map(({ name }) => name);
  let left = tables.filter((table) => !done.includes(table) && !others.includes(table));
  while (left.length > 0) {
    const refused: string[] = [];
    for (const table of left) {
      await transaction.query("savepoint removing");
      try {
        await transaction.query(`delete from ${table} where tenant_id = $1`, [tenantId]);
      } catch (error) {
        if (refused.length === left.length - 1) throw error;
        refused.push(table);
        await transaction.query("rollback to savepoint removing");
      }
      await transaction.query("release savepoint removing");
    }
    left = refused;
  }
  await transaction.query("delete from tenants where tenant_id = $1", [tenantId]);
  return others;
}

/** Removes what the service role alone may remove: a tenant's rows of these tables, and its jobs in the queue. */
export async function removeServiceRows(
  transaction: Transaction,
  tenantId: string,
  tables: readonly string[],
): Promise<void> {
  for (const table of tables)
    await transaction.query(`delete from ${table} where tenant_id = $1`, [tenantId]);
  const [queue] = await transaction.query<{ isThere: boolean }[]>(
    `select to_regclass('pgboss.job') is not null as "isThere"`,
  );
  // The first runner makes it.
  if (queue?.isThere !== true) return;
  await transaction.query("delete from pgboss.job where data ->> 'tenantId' = $1", [tenantId]);
}
