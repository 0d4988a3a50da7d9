import type { Scope } from "../../entities/vocabulary.ts";
import { ConflictError, InvalidInputError } from "../../errors.ts";
import { redactValue, truncate } from "../../redaction.ts";
import type { Database, Transaction } from "../database.ts";
import { type ApiKeyRow, findOneKey, hashKey, KEY_COLUMNS, KEY_PREFIX_LENGTH } from "./api-key-store.ts";
import { insertAudit } from "./audit-store.ts";

const LONGEST_NAME = 100;

/** A request for a new key. */
export interface KeyWish {
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
  /** The only agents it may speak for; null: all of the tenant's. A key that is bound may do nothing but send events. */
  readonly agentIds?: readonly string[] | null;
  readonly actor: string;
}

/** A new key with its token, which is shown only once. */
export interface NewKey {
  readonly token: string;
  readonly key: ApiKeyRow;
}

/** Creates a key of 256 random bits (from `randomBytes`), which is returned only here; just its hash is kept. Throws InvalidInputError. */
export function createKey(
  database: Database,
  wish: KeyWish,
  randomBytes: (size: number) => Buffer,
): Promise<NewKey> {
  return database.withTenant(wish.tenantId, (transaction) =>
    insertKey(transaction, { ...wish, replaces: null }, randomBytes),
  );
}

async function insertKey(
  transaction: Transaction,
  wish: KeyWish & { readonly replaces: ApiKeyRow | null },
  randomBytes: (size: number) => Buffer,
): Promise<NewKey> {
  const { tenantId, name, scopes, expiresAt, agentIds = null, actor, replaces } = wish;
  const stored = readName(name);
  if (scopes.length === 0) throw new InvalidInputError("scopes", "must name at least one");
  if (agentIds !== null && scopes.some((scope) => scope !== "ingest"))
    throw new InvalidInputError("scopes", "of a key that is bound to agents can only be ingest");
  const token = `ns_${randomBytes(32).toString("base64url")}`;
  const [key] = await transaction.query<ApiKeyRow[]>(
    `insert into api_keys (tenant_id, name, prefix, hash, scopes, expires_at, agent_ids, replaces)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${KEY_COLUMNS}`,
    [
      tenantId,
      stored,
      token.slice(0, KEY_PREFIX_LENGTH),
      hashKey(token),
      scopes,
      expiresAt,
      agentIds,
      replaces?.keyId ?? null,
    ],
  );
  if (key === undefined) throw new TypeError("An inserted key was not returned");
  await insertAudit(transaction, {
    tenantId,
    actor,
    action: replaces === null ? "key.create" : "key.rotate",
    subject: key.keyId,
    detail: { prefix: key.prefix, name: key.name, scopes, expiresAt, agentIds, replaces: replaces?.prefix },
  });
  return { token, key };
}

/** A key's name as it is stored: whoever names a key by itself, or by a person's address, finds that masked. */
function readName(name: string): string {
  if (name.trim() === "" || name.length > LONGEST_NAME)
    throw new InvalidInputError("name", `must be 1 to ${LONGEST_NAME} characters`);
  return truncate(redactValue(name.trim()), LONGEST_NAME);
}

/** Who changes a key: for one tenant, or for any (null). */
export interface KeyEditor {
  readonly tenantId: string | null;
  readonly actor: string;
}

/** Revokes a key at once. Idempotent. Throws as findOneKey does. */
export async function revokeKey(
  database: Database,
  reference: string,
  by: KeyEditor,
  now: Date,
): Promise<ApiKeyRow> {
  const key = await findOneKey(database, by.tenantId, reference);
  return database.withTenant(key.tenantId, async (transaction) => {
    const [[revoked]] = await transaction.query<[ApiKeyRow[], number]>(
      `update api_keys set revoked_at = $2 where key_id = $1 and revoked_at is null returning ${KEY_COLUMNS}`,
      [key.keyId, now],
    );
    if (revoked === undefined) return key;
    await insertAudit(transaction, {
      tenantId: key.tenantId,
      actor: by.actor,
      action: "key.revoke",
      subject: key.keyId,
      detail: { prefix: key.prefix },
    });
    return revoked;
  });
}

/** Renames a key. Throws as findOneKey does, and InvalidInputError. */
export async function renameKey(
  database: Database,
  reference: string,
  name: string,
  by: KeyEditor,
): Promise<ApiKeyRow> {
  const stored = readName(name);
  const key = await findOneKey(database, by.tenantId, reference);
  return database.withTenant(key.tenantId, async (transaction) => {
    const [[renamed]] = await transaction.query<[ApiKeyRow[], number]>(
      `update api_keys set name = $2 where key_id = $1 returning ${KEY_COLUMNS}`,
      [key.keyId, stored],
    );
    await insertAudit(transaction, {
      tenantId: key.tenantId,
      actor: by.actor,
      action: "key.rename",
      subject: key.keyId,
      detail: { prefix: key.prefix, from: key.name, to: stored },
    });
    return renamed ?? key;
  });
}

/**
 * Creates a key that replaces another, with the same scopes, agents and name. The old one works for another `overlapHours`,
 * or until it expires if that is sooner. Throws as findOneKey does, and ConflictError if the old one has ended.
 */
export async function rotateKey(
  database: Database,
  wish: { readonly reference: string; readonly overlapHours: number; readonly now: Date },
  by: KeyEditor,
  randomBytes: (size: number) => Buffer,
): Promise<NewKey & { readonly old: ApiKeyRow }> {
  const { reference, overlapHours, now } = wish;
  const key = await findOneKey(database, by.tenantId, reference);
  return database.withTenant(key.tenantId, async (transaction) => {
    const [[old]] = await transaction.query<[ApiKeyRow[], number]>(
      `update api_keys set expires_at = least(expires_at, $2::timestamptz + make_interval(hours => $3))
       where key_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2) returning ${KEY_COLUMNS}`,
      [key.keyId, now, overlapHours],
    );
    if (old === undefined)
      throw new ConflictError(`The key ${key.prefix} has ended. Create a new one instead of rotating it.`);
    const { tenantId, name, scopes, agentIds } = key;
    const made = await insertKey(
      transaction,
      { tenantId, name, scopes, agentIds, expiresAt: null, actor: by.actor, replaces: key },
      randomBytes,
    );
    return { ...made, old };
  });
}
