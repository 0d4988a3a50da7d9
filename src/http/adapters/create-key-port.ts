import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { findKey, findRefusedKey, noteKeyUsed, prefixOfToken } from "../../database/tenants/api-key-store.ts";
import type { KeyPort } from "../ports/key-port.ts";

const NOTED_MS = 60_000;
const MOST_KEYS = 10_000;

/** Checks keys, and notes once a minute that one was used. */
export function createKeyPort({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): KeyPort {
  const noted = new Map<string, number>();
  return {
    async authenticate(token) {
      const holder = await findKey(database, token);
      if (holder === null) return null;
      const now = clock();
      if (now.getTime() - (noted.get(holder.keyId) ?? 0) >= NOTED_MS) {
        noted.delete(holder.keyId);
        noted.set(holder.keyId, now.getTime());
        const [oldest] = noted.keys();
        if (noted.size > MOST_KEYS && oldest !== undefined) noted.delete(oldest);
        await database.withTenant(holder.tenantId, (transaction) => noteKeyUsed(transaction, holder, now));
      }
      return holder;
    },
    async explain(token) {
      const known = await findRefusedKey(database, token);
      return known ?? { prefix: prefixOfToken(token), tenantId: null, reason: "unknown_key" };
    },
  };
}
