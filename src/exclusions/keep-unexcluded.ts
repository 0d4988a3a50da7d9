import type { Database } from "../database/database.ts";
import { findExcludedKeys } from "./excluded-key-store.ts";

/** Those of the people or addresses, given with their hashes, that are not excluded. */
export async function keepUnexcluded<Item extends { readonly keys: readonly string[] }>(
  database: Database,
  tenantId: string,
  items: readonly Item[],
): Promise<readonly Item[]> {
  const keys = items.flatMap((item) => item.keys);
  if (keys.length === 0) return items;
  const excluded = await database.batch(tenantId, (batch) => findExcludedKeys(batch, tenantId, keys));
  return items.filter((item) => !item.keys.some((key) => excluded.has(key)));
}
