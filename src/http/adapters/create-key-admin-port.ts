import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listKeys } from "../../database/tenants/api-key-store.ts";
import { createKey, renameKey, revokeKey, rotateKey } from "../../database/tenants/key-change-store.ts";
import type { KeyAdminPort } from "../ports/key-admin-port.ts";

/** Keys over HTTP, each change in a transaction with its audit. */
export function createKeyAdminPort({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): KeyAdminPort {
  return {
    list: (tenantId) => listKeys(database, tenantId),
    create: (by, wish) => createKey(database, { ...by, ...wish }, randomBytes),
    rename: (by, reference, name) => renameKey(database, reference, name, by),
    revoke: (by, reference) => revokeKey(database, reference, by, clock()),
    rotate: (by, reference, overlapHours) =>
      rotateKey(database, { reference, overlapHours, now: clock() }, by, randomBytes),
  };
}
