import { createHash } from "node:crypto";
import type { Scope } from "../../entities/vocabulary.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../errors.ts";
import type { Database, Transaction } from "../database.ts";
import { insertAudit } from "./audit-store.ts";

/** A key in listings: never the key itself. */
export interface ApiKeyRow {
  readonly tenantId: string;
  readonly keyId: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
  /** To within a minute; null until it is first used. */
  readonly lastUsedAt: Date | null;
  /** The key it takes over from; null unless it was made by rotation. */
  readonly replaces: string | null;
}

/** The holder of a key. The scope `admin` includes the others. */
export interface KeyHolder {
  readonly tenantId: string;
  readonly keyId: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** The only agents it may speak for; null: all of the tenant's. */
  readonly agentIds: readonly string[] | null;
}

const COLUMNS = `tenant_id as "tenantId", key_id as "keyId", name, prefix, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", agent_ids as "agentIds", last_used_at as "lastUsedAt", replaces`;

/** The length of the prefix that is kept to identify a key: `ns_` and eight characters. */
const PREFIX_LENGTH = 11;
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
  if (name.trim() === "" || name.length > LONGEST_NAME)
    throw new InvalidInputError("name", `must be 1 to ${LONGEST_NAME} characters`);
  if (scopes.length === 0) throw new InvalidInputError("scopes", "must name at least one");
  if (agentIds !== null && scopes.some((scope) => scope !== "ingest"))
    throw new InvalidInputError("scopes", "of a key that is bound to agents can only be ingest");
  const token = `ns_${randomBytes(32).toString("base64url")}`;
  const [key] = await transaction.query<ApiKeyRow[]>(
    `insert into api_keys (tenant_id, name, prefix, hash, scopes, expires_at, agent_ids, replaces)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [
      tenantId,
      name.trim(),
      token.slice(0, PREFIX_LENGTH),
      hashToken(token),
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

/** The keys of one tenant, or of all (null), oldest first. */
export async function listKeys(database: Database, tenantId: string | null): Promise<ApiKeyRow[]> {
  return database.withService((transaction) =>
    transaction.query<ApiKeyRow[]>(
      `select ${COLUMNS} from api_keys where $1::text is null or tenant_id = $1 order by tenant_id, created_at, key_id`,
      [tenantId],
    ),
  );
}

/** Who changes a key: for one tenant, or for any (null). */
export interface KeyEditor {
  readonly tenantId: string | null;
  readonly actor: string;
}

/** Finds a key by its id or prefix. Throws NotFoundError, or InvalidInputError if several keys have that prefix. */
async function findOneKey(
  database: Database,
  tenantId: string | null,
  reference: string,
): Promise<ApiKeyRow> {
  const keys = await listKeys(database, tenantId);
  const matching = keys.filter(({ keyId, prefix }) => keyId === reference || prefix === reference);
  const [key] = matching;
  if (key === undefined) {
    const known = keys.filter(({ revokedAt }) => revokedAt === null).map(({ prefix }) => prefix);
    throw new NotFoundError("key", reference.slice(0, PREFIX_LENGTH), known);
  }
  if (matching.length > 1) {
    const ids = matching.map(({ keyId }) => keyId).join(", ");
    throw new InvalidInputError("key", `${matching.length} keys begin with it; name one by its id: ${ids}`);
  }
  return key;
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
      `update api_keys set revoked_at = $2 where key_id = $1 and revoked_at is null returning ${COLUMNS}`,
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
  if (name.trim() === "" || name.length > LONGEST_NAME)
    throw new InvalidInputError("name", `must be 1 to ${LONGEST_NAME} characters`);
  const key = await findOneKey(database, by.tenantId, reference);
  return database.withTenant(key.tenantId, async (transaction) => {
    const [[renamed]] = await transaction.query<[ApiKeyRow[], number]>(
      `update api_keys set name = $2 where key_id = $1 returning ${COLUMNS}`,
      [key.keyId, name.trim()],
    );
    await insertAudit(transaction, {
      tenantId: key.tenantId,
      actor: by.actor,
      action: "key.rename",
      subject: key.keyId,
      detail: { prefix: key.prefix, from: key.name, to: name.trim() },
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
       where key_id = $1 and revoked_at is null and (expires_at is null or expires_at > $2) returning ${COLUMNS}`,
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

/** Notes that a key was used. */
export async function noteKeyUsed(
  transaction: Transaction,
  { tenantId, keyId }: { readonly tenantId: string; readonly keyId: string },
  now: Date,
): Promise<void> {
  await transaction.query(
    "update api_keys set last_used_at = $3 where tenant_id = $1 and key_id = $2 and (last_used_at is null or last_used_at < $3)",
    [tenantId, keyId, now],
  );
}

/** The holder of the key; null if it is unknown, expired or revoked. */
export async function findKey(database: Database, token: string): Promise<KeyHolder | null> {
  const [holder] = await database.withService((transaction) =>
    transaction.query<KeyHolder[]>(
      `select tenant_id as "tenantId", key_id as "keyId", prefix, scopes, agent_ids as "agentIds" from find_api_key($1)`,
      [hashToken(token)],
    ),
  );
  return holder ?? null;
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
