import type { z } from "zod";
import type { ApiKeyRow } from "../../../database/tenants/api-key-store.ts";
import type { KeySchema } from "./key-schema.ts";

/** A key in the API's own words; never the key itself. */
export function keyJson(key: ApiKeyRow): z.input<typeof KeySchema.Key> {
  return {
    key_id: key.keyId,
    prefix: key.prefix,
    name: key.name,
    scopes: [...key.scopes],
    agent_ids: key.agentIds === null ? null : [...key.agentIds],
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    replaces: key.replaces,
  };
}
