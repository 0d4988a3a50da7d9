import type { Secrets } from "../database/create-secrets.ts";
import type { Transaction } from "../database/database.ts";
import { completeKeys } from "../imports/company-key-store.ts";
import {
  countExported,
  deleteAddresses,
  insertExclusions,
  listAddresses,
  type NewExclusion,
} from "./exclusion-store.ts";
import { keyAddress } from "./key-address.ts";

/** What came of excluding somebody. */
export interface Excluded {
  /** The ids of the exclusions that are new. */
  readonly ids: readonly string[];
  /** How many were there already. */
  readonly known: number;
  /** Addresses that were removed from what is kept. */
  readonly addressesRemoved: number;
  /** Leads of these companies that are in Odoo, where they stay. */
  readonly inOdoo: number;
}

const CHUNK = 5_000;

/**
 * Excludes companies, domains and addresses: from now on the tenant's runs pass them over. What is kept of the addresses goes
 * at once; companies keep what was found out, for the day they are let in again. The caller audits.
 */
export async function exclude(
  transaction: Transaction,
  secrets: Secrets,
  exclusions: readonly NewExclusion[],
  { tenantId, actor, now }: { readonly tenantId: string; readonly actor: string; readonly now: Date },
): Promise<Excluded> {
  await completeKeys(transaction, tenantId);
  const ids: string[] = [];
  for (let start = 0; start < exclusions.length; start += CHUNK) {
    const chunk = exclusions.slice(start, start + CHUNK);
    ids.push(...(await insertExclusions(transaction, tenantId, chunk, { actor, at: now })));
  }
  return {
    ids,
    known: exclusions.length - ids.length,
    addressesRemoved: await removeAddresses(transaction, secrets, tenantId, exclusions),
    inOdoo: await countExported(transaction, tenantId, ids),
  };
}

/** Removes the addresses that are kept and may not be. */
async function removeAddresses(
  transaction: Transaction,
  secrets: Secrets,
  tenantId: string,
  exclusions: readonly NewExclusion[],
): Promise<number> {
  const hashes = new Set(exclusions.flatMap(({ kind, matchKey }) => (kind === "address" ? [matchKey] : [])));
  const domainsOf = (wanted: NewExclusion["kind"]) =>
    new Set(exclusions.flatMap(({ kind, domain }) => (kind === wanted && domain !== null ? [domain] : [])));
  const [domains, companyDomains] = [domainsOf("domain"), domainsOf("company")];
  let removed = 0;
  for await (const page of listAddresses(transaction, tenantId)) {
    const gone = page.filter(({ email, companyDomain }) => {
      const { emailHash, domain } = keyAddress(secrets, email);
      const isOfAnother = companyDomain !== domain && companyDomains.has(domain);
      return hashes.has(emailHash) || domains.has(domain) || isOfAnother;
    });
    if (gone.length > 0) removed += await deleteAddresses(transaction, tenantId, gone);
  }
  return removed;
}
