import type { Secrets } from "./create-secrets.ts";
import type { Database, Transaction } from "./database.ts";

/** The name under which the key of the address hashes is kept. */
const HASH_KEY = "address_hash";
/** Rows sealed anew in one transaction. */
const BATCH = 100;

/** What is sealed with which key. */
export interface SealedCounts {
  readonly current: number;
  /** With SECRETS_KEY_OLD. */
  readonly old: number;
  /** With neither key. */
  readonly unreadable: number;
}

/**
 * The sealed key of the address hashes, kept from the first connection on: a process with another SECRETS_KEY must not hash
 * addresses by another key without a word, since nobody who is excluded would be found any more. Null before the database is
 * migrated. As the service role.
 */
export async function findHashKey(transaction: Transaction, secrets: Secrets): Promise<string | null> {
  // A database that is not migrated yet has no such table.
  const [table] = await transaction.query<{ exists: boolean }[]>(
    "select to_regclass('public.installation_keys') is not null as exists",
  );
  if (table?.exists !== true) return null;
  const find = () =>
    transaction.query<{ sealed: string }[]>("select sealed from installation_keys where name = $1", [
      HASH_KEY,
    ]);
  const [known] = await find();
  if (known !== undefined) return known.sealed;
  await insertHashKey(transaction, secrets);
  const [row] = await find();
  return row?.sealed ?? null;
}

async function insertHashKey(transaction: Transaction, secrets: Secrets): Promise<void> {
  await transaction.query(
    "insert into installation_keys (name, sealed) values ($1, $2) on conflict (name) do nothing",
    [HASH_KEY, secrets.sealHashKey()],
  );
}

/**
 * Begins hashes anew if the key of those that are kept cannot be opened any more; true when it did. What was hashed before is
 * no longer found.
 */
export function replaceLostHashKey(database: Database, secrets: Secrets): Promise<boolean> {
  return database.withService(async (transaction) => {
    const sealed = await findHashKey(transaction, secrets);
    if (sealed === null || stateOf(secrets, sealed) !== "unreadable") return false;
    await transaction.query(
      "update installation_keys set sealed = $2, sealed_at = default where name = $1 and sealed = $3",
      [HASH_KEY, secrets.sealHashKey(), sealed],
    );
    return true;
  });
}

/** Counts what is sealed with which key. */
export async function countSealed(database: Database, secrets: Secrets): Promise<SealedCounts> {
  const rows = await database.withService((transaction) =>
    transaction.query<{ sealed: string }[]>(
      "select api_key_sealed as sealed from odoo_connections union all select sealed from installation_keys",
    ),
  );
  const counts = { current: 0, old: 0, unreadable: 0 };
  for (const { sealed } of rows) counts[stateOf(secrets, sealed)] += 1;
  return counts;
}

function stateOf(secrets: Secrets, sealed: string): keyof SealedCounts {
  if (secrets.isCurrent(sealed)) return "current";
  try {
    secrets.unseal(sealed);
    return "old";
  } catch {
    return "unreadable";
  }
}

/**
 * Seals everything with the current key, a hundred rows at a time; what is sealed with it already stays, so that an
 * interrupted rotation goes on where it stopped. Returns how many were sealed anew. What neither key opens is left alone.
 */
export async function rotateSecrets(
  database: Database,
  secrets: Secrets,
  signal: AbortSignal,
): Promise<number> {
  // First of all: from here on, hashes are found without the old key.
  await database.withService((transaction) => keepHashKey(transaction, secrets));
  let resealed = 0;
  let after = "";
  for (;;) {
    signal.throwIfAborted();
    const start = after;
    const batch = await database.withService((transaction) => resealBatch(transaction, secrets, start));
    resealed += batch.resealed;
    if (batch.last === null) return resealed;
    after = batch.last;
  }
}

async function keepHashKey(transaction: Transaction, secrets: Secrets): Promise<void> {
  await insertHashKey(transaction, secrets);
  const [row] = await transaction.query<{ sealed: string }[]>(
    "select sealed from installation_keys where name = $1 for update",
    [HASH_KEY],
  );
  if (row === undefined || stateOf(secrets, row.sealed) !== "old") return;
  await transaction.query("update installation_keys set sealed = $2, sealed_at = default where name = $1", [
    HASH_KEY,
    secrets.seal(secrets.unseal(row.sealed)),
  ]);
}

async function resealBatch(
  transaction: Transaction,
  secrets: Secrets,
  after: string,
): Promise<{ readonly resealed: number; readonly last: string | null }> {
  const rows = await transaction.query<{ tenantId: string; sealed: string }[]>(
    `select tenant_id as "tenantId", api_key_sealed as sealed from odoo_connections
     where tenant_id > $1 order by tenant_id limit $2 for update`,
    [after, BATCH],
  );
  const old = rows.filter(({ sealed }) => stateOf(secrets, sealed) === "old");
  if (old.length > 0) {
    await transaction.query(
      `update odoo_connections o set api_key_sealed = n.sealed
       from unnest($1::text[], $2::text[]) as n (tenant_id, sealed) where o.tenant_id = n.tenant_id`,
      [old.map(({ tenantId }) => tenantId), old.map(({ sealed }) => secrets.seal(secrets.unseal(sealed)))],
    );
  }
  return { resealed: old.length, last: rows.at(-1)?.tenantId ?? null };
}
