import { createHash } from "node:crypto";
import type { Scope } from "../../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import type { Database, Transaction } from "../database.ts";

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

/** For a select of ApiKeyRow. */
export const KEY_COLUMNS = `tenant_id as "tenantId", key_id as "keyId", name, prefix, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", agent_ids as "agentIds", last_used_at as "lastUsedAt", replaces`;

/** The length of the prefix that is kept to identify a key: `ns_` and eight characters. */
export const KEY_PREFIX_LENGTH = 11;

/** The keys of one tenant, or of all (null), oldest first. */
export async function listKeys(database: Database, tenantId: string | null): Promise<ApiKeyRow[]> {
  return database.withService((transaction) =>
    transaction.query<ApiKeyRow[]>(
      `select ${KEY_COLUMNS} from api_keys where $1::text is null or tenant_id = $1 order by tenant_id, created_at, key_id`,
      [tenantId],
    ),
  );
}

/** Finds a key by its id or prefix. Throws NotFoundError, or InvalidInputError if several keys have that prefix. */
export async function findOneKey(
  database: Database,
  tenantId: string | null,
  reference: string,
): Promise<ApiKeyRow> {
  const keys = await listKeys(database, tenantId);
  const matching = keys.filter(({ keyId, prefix }) => keyId === reference || prefix === reference);
  const [key] = matching;
  if (key === undefined) {
    const known = keys.filter(({ revokedAt }) => revokedAt === null).map(({ prefix }) => prefix);
    throw new NotFoundError("key", reference.slice(0, KEY_PREFIX_LENGTH), known);
  }
  if (matching.length > 1) {
    const ids = matching.map(({ keyId }) => keyId).join(", ");
    throw new InvalidInputError("key", `${matching.length} keys begin with it; name one by its id: ${ids}`);
  }
  return key;
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
      [hashKey(token)],
    ),
  );
  return holder ?? null;
}

/** Why a key that was ours does not work. */
export interface RefusedKey {
  readonly tenantId: string;
  readonly prefix: string;
  readonly reason: "revoked_key" | "expired_key" | "inactive_tenant";
}

/** Whose key it was and why it does not work; null if nobody ever had it. */
export async function findRefusedKey(database: Database, token: string): Promise<RefusedKey | null> {
  const [refused] = await database.withService((transaction) =>
    transaction.query<RefusedKey[]>(
      `select tenant_id as "tenantId", prefix, reason from why_key_is_refused($1)`,
      [hashKey(token)],
    ),
  );
  return refused ?? null;
}

/** The part of a key that may be shown and stored. */
export function prefixOfToken(token: string): string {
  return token.slice(0, KEY_PREFIX_LENGTH);
}

export function hashKey(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
