import { createHash } from "node:crypto";
import type { Scope } from "../../entities/vocabulary.ts";
import { InvalidInputError, NotFoundError } from "../../errors.ts";
import type { Database } from "../database.ts";
import { insertAudit } from "./audit-store.ts";

/** A key as it is listed: never the key itself. */
export interface ApiKeyRow {
  readonly tenantId: string;
  readonly keyId: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whoever a key speaks for. The scope `admin` includes the others. */
export interface KeyHolder {
  readonly tenantId: string;
  readonly keyId: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
}

const COLUMNS = `tenant_id as "tenantId", key_id as "keyId", name, prefix, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt"`;

/** How much of a key is kept to tell it by: `ns_` and eight characters. */
const PREFIX_LENGTH = 11;

/** Makes a key of 256 random bits (drawn by `randomBytes`). The key is returned this once; only its hash is kept. */
export async function createKey(
  database: Database,
  key: {
    readonly tenantId: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt: Date | null;
    readonly actor: string;
  },
  randomBytes: (size: number) => Buffer,
): Promise<{ token: string; key: ApiKeyRow }> {
  const token = `ns_${randomBytes(32).toString("base64url")}`;
  const row = await database.withTenant(key.tenantId, async (transaction) => {
    const [created] = await transaction.query<ApiKeyRow[]>(
      `insert into api_keys (tenant_id, name, prefix, hash, scopes, expires_at)
       values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
      [key.tenantId, key.name, token.slice(0, PREFIX_LENGTH), hashToken(token), key.scopes, key.expiresAt],
    );
    if (created === undefined) throw new TypeError("An inserted key was not returned");
    await insertAudit(transaction, {
      tenantId: key.tenantId,
      actor: key.actor,
      action: "key.create",
      subject: created.keyId,
      detail: { prefix: created.prefix, name: key.name, scopes: key.scopes, expiresAt: key.expiresAt },
    });
    return created;
  });
  return { token, key: row };
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

/**
 * Ends a key, named by its id or its prefix; from here on it opens nothing. Ending it again changes nothing.
 * Throws NotFoundError, or InvalidInputError when several keys begin so.
 */
export async function revokeKey(
  database: Database,
  reference: string,
  actor: string,
  now: Date,
): Promise<ApiKeyRow> {
  const keys = await listKeys(database, null);
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
  return database.withTenant(key.tenantId, async (transaction) => {
    const [[revoked]] = await transaction.query<[ApiKeyRow[], number]>(
      `update api_keys set revoked_at = $2 where key_id = $1 and revoked_at is null returning ${COLUMNS}`,
      [key.keyId, now],
    );
    if (revoked === undefined) return key;
    await insertAudit(transaction, {
      tenantId: key.tenantId,
      actor,
      action: "key.revoke",
      subject: key.keyId,
      detail: { prefix: key.prefix },
    });
    return revoked;
  });
}

/** Who the key belongs to; null when it is unknown, expired or revoked. */
export async function findKey(database: Database, token: string): Promise<KeyHolder | null> {
  const [holder] = await database.withService((transaction) =>
    transaction.query<KeyHolder[]>(
      `select tenant_id as "tenantId", key_id as "keyId", prefix, scopes from find_api_key($1)`,
      [hashToken(token)],
    ),
  );
  return holder ?? null;
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
