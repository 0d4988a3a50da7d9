import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listKeys } from "../../database/tenants/api-key-store.ts";
import { createKey, renameKey, revokeKey, rotateKey } from "../../database/tenants/key-change-store.ts";
import type { Keys } from "../ports/keys.ts";

const OVERLAP_HOURS = 24;

/** Keys as the database has them. */
export function createKeys(database: Database, clock: Clock): Keys {
  return {
    list: (tenantId) => listKeys(database, tenantId),
    create: (by, name, scopes) => createKey(database, { ...by, name, scopes, expiresAt: null }, randomBytes),
    rename: (by, prefix, name) => renameKey(database, prefix, name, by),
    rotate: (by, reference) =>
      rotateKey(database, { reference, overlapHours: OVERLAP_HOURS, now: clock() }, by, randomBytes),
    revoke: (by, prefix) => revokeKey(database, prefix, by, clock()),
  };
}
