import type { Database, Transaction } from "../../../database/database.ts";

/** Tables and columns this version knows and the database does not have (`table.column`); none when it is migrated. */
export async function listMissingColumns(database: Database): Promise<string[]> {
  return database.withService(async (transaction) => {
    const expected = transaction.dataSource.entityMetadatas.flatMap(({ tableName, columns }) =>
      columns.map(({ databaseName }) => `${tableName}.${databaseName}`),
    );
    const missing = await transaction.query<{ name: string }[]>(
      `select name from unnest($1::text[]) as name
       except
       select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
       order by name`,
      [expected],
    );
    return missing.map(({ name }) => name);
  });
}

/** False if the server may lose confirmed writes in a crash, e.g. a call's reservation. */
export async function isDurable(database: Database): Promise<boolean> {
  const [row] = await database.withService((transaction) =>
    transaction.query<{ synchronous_commit: string }[]>("show synchronous_commit"),
  );
  return row?.synchronous_commit !== "off";
}

export async function readServerVersion(database: Database): Promise<string> {
  const [row] = await database.withService((transaction) =>
    transaction.query<{ server_version: string }[]>("show server_version"),
  );
  return row?.server_version ?? "unknown";
}

/** What may be wrong with the two database roles that a process uses. */
export interface RoleFacts {
  readonly setting: "DATABASE_URL" | "DATABASE_SERVICE_URL";
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly bypassesRowSecurity: boolean;
  readonly ownsTables: boolean;
}

export async function readRoles(database: Database): Promise<RoleFacts[]> {
  const sql = `select r.rolname as role, r.rolsuper as "isSuperuser", r.rolbypassrls as "bypassesRowSecurity",
      exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')) as "ownsTables"
    from pg_roles r where r.rolname = current_user`;
  const ask = (transaction: Transaction) => transaction.query<Omit<RoleFacts, "setting">[]>(sql);
  const app = await database.withTenant("nobody", ask);
  const service = await database.withService(ask);
  return [
    ...app.map((facts) => ({ setting: "DATABASE_URL" as const, ...facts })),
    ...service.map((facts) => ({ setting: "DATABASE_SERVICE_URL" as const, ...facts })),
  ];
}

/** Settings of SESSION_LIMITS that the sessions of either working role begin without. */
export async function listMissingLimits(database: Database): Promise<string[]> {
  const names = [
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "lock_timeout",
    "statement_timeout",
    "tcp_user_timeout",
  ];
  const read = (transaction: Transaction) =>
    transaction.query<{ name: string }[]>(
      "select name from pg_settings where name = any ($1) and reset_val = '0' order by name",
      [names],
    );
  const rows = [
    ...(await database.withService(read)),
    // Any tenant will do: settings belong to the role.
    ...(await database.withTenant("", read)),
  ];
  return [...new Set(rows.map(({ name }) => name))];
}
