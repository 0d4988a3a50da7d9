import type { Queryable } from "../database/batch.ts";

/** Those of the keyed hashes under which an address or a person is excluded. Sends one statement, for a batch. */
export async function findExcludedKeys(
  transaction: Queryable,
  tenantId: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ key: string }[]>(
    `select match_key as key from exclusions
     where tenant_id = $1 and kind in ('address', 'person') and match_key = any ($2)`,
    [tenantId, keys],
  );
  return new Set(rows.map(({ key }) => key));
}

/**
 * Whether the address `e` (email_hash, domain) may not be kept for the company $2 of the tenant $1, as SQL: it is excluded
 * itself, all of its domain is, or it belongs to an excluded company that is not this one.
 */
export const ADDRESS_IS_EXCLUDED = `exists (select from exclusions x where x.tenant_id = $1
    and x.kind = 'address' and x.match_key = e.email_hash)
  or exists (select from exclusions x where x.tenant_id = $1 and x.domain = e.domain and (x.kind = 'domain'
    or not exists (select from companies c where c.tenant_id = $1 and c.company_id = $2 and c.domain = e.domain)))`;
