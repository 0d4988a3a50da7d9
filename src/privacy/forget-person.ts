import type { Secrets } from "../database/create-secrets.ts";
import type { Database, Transaction } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { requireTenant } from "../database/tenants/tenant-admin-store.ts";
import { ConflictError } from "../errors.ts";
import { exclude } from "../exclusions/exclude.ts";
import { findExclusions, type NewExclusion } from "../exclusions/exclusion-store.ts";
import { keyAddress, personKey } from "../exclusions/key-address.ts";
import { isSamePerson, likelyAddresses, type PersonName } from "../exclusions/likely-addresses.ts";
import { excludeAddress } from "../exclusions/read-exclusion.ts";
import {
  anonymiseExclusion,
  deletePerson,
  findEmployers,
  type KnownContact,
  listContacts,
  listExported,
  listFeatures,
  type PossibleEmployer,
  redactEvents,
  redactRecords,
  redactText,
  updateFeatures,
} from "./forget-store.ts";
import { addressPattern, nameInAddress, namePattern } from "./name-pattern.ts";
import { PERSONAL_TEXTS } from "./personal-texts.ts";

/** Who is to be forgotten. */
export interface ForgetRequest {
  readonly tenantId: string;
  readonly address: string;
  /** As the person said it; null: the contact whose address it is likely to be. */
  readonly name: PersonName | null;
  readonly actor: string;
  readonly now: Date;
}

/** What came of it. */
export interface Forgotten {
  /** From how many rows of each place the person was removed; places without any are left out. */
  readonly removed: readonly { readonly place: string; readonly rows: number }[];
  /** Contacts that were removed. */
  readonly contacts: number;
  /** Records in Odoo that may still name the person, by the keys that we gave them. */
  readonly inOdoo: readonly string[];
}

/**
 * Removes a person from everything that is kept for a tenant, and excludes them under keyed hashes, in the transaction given.
 * Throws InvalidInputError for what is no address, and ConflictError when several contacts may be meant.
 */
export async function forgetPerson(
  transaction: Transaction,
  secrets: Secrets,
  request: ForgetRequest,
): Promise<Forgotten> {
  const { tenantId, name, actor } = request;
  const exclusion = excludeAddress(secrets, request.address, "asked to be forgotten");
  const { email, emailHash, domain } = keyAddress(secrets, request.address.trim().replace(/^mailto:/i, ""));
  const employers = onlySure(await findEmployers(transaction, tenantId, { email, domain, name }));
  const companyIds = employers.map(({ companyId }) => companyId);
  const known = await listContacts(transaction, tenantId, companyIds);
  const contacts = choose(known, { email, domain, name });
  const spelled = nameInAddress(email);
  const names = [...contacts, ...(name === null ? [] : [name]), ...(spelled === null ? [] : [spelled])];

  const label = `***@${email.slice(email.lastIndexOf("@") + 1)}`;
  const excluded = [
    { ...exclusion, label },
    ...excludeNames(secrets, [...contacts, ...(name ? [name] : [])], employers, domain),
  ];
  // Counted before the address goes with the exclusion.
  const removed = new Map<string, number>();
  const count = (place: string, rows: number) => removed.set(place, Math.max(removed.get(place) ?? 0, rows));
  const contactIds = contacts.map(({ contactId }) => contactId);
  for (const { place, found } of await deletePerson(transaction, tenantId, {
    contactIds,
    email,
    emailHash,
  })) {
    count(place, found);
  }
  await exclude(transaction, secrets, excluded, request);
  await anonymiseExclusion(transaction, tenantId, { matchKey: exclusion.matchKey, label });
  count("lead_features", await removeFromFeatures(transaction, tenantId, companyIds, names));
  const [anywhere, ofNames] = [addressPattern(email), namePattern(names)];
  const atCompanies = ofNames === null ? anywhere : `${anywhere}|${ofNames}`;
  const patterns = { anywhere, atCompanies, companyIds };
  for (const text of PERSONAL_TEXTS) {
    count(text.table, await redactText(transaction, tenantId, text, patterns));
  }
  for (const { place, found } of await redactRecords(transaction, atCompanies)) count(place, found);
  count("run_event_logs", await redactEvents(transaction, patterns));

  const found = [...removed].flatMap(([place, rows]) => (rows === 0 ? [] : [{ place, rows }]));
  const [stored] = await findExclusions(transaction, tenantId, { matches: [exclusion] });
  await insertAudit(transaction, {
    tenantId,
    actor,
    action: "person.forget",
    subject: stored?.exclusionId ?? "",
    detail: { removed: Object.fromEntries(found.map(({ place, rows }) => [place, rows])) },
  });
  const exported = await listExported(transaction, tenantId, companyIds);
  return {
    removed: found,
    contacts: contacts.length,
    inOdoo: [
      ...exported.map((companyId) => `nightshift:company:${companyId}`),
      ...contacts
        .filter(({ companyId }) => exported.includes(companyId))
        .map(({ contactId }) => `nightshift:contact:${contactId}`),
    ],
  };
}

/** The same in a transaction of its own, which with `isDryRun` leaves nothing behind. Throws NotFoundError, too. */
export async function forgetPersonOf(
  database: Database,
  secrets: Secrets,
  request: ForgetRequest & { readonly isDryRun: boolean },
): Promise<Forgotten> {
  await requireTenant(database, request.tenantId);
  const undo = new Error("a dry run");
  let forgotten: Forgotten | undefined;
  try {
    await database.withTenant(
      request.tenantId,
      async (transaction) => {
        forgotten = await forgetPerson(transaction, secrets, request);
        if (request.isDryRun) throw undo;
      },
      { isLong: true },
    );
  } catch (error) {
    if (error !== undo) throw error;
  }
  if (forgotten === undefined) throw new TypeError("The transaction returned without an answer");
  return forgotten;
}

/** The companies whose address or domain it is; without any, the one that has a contact of the name. */
function onlySure(employers: readonly PossibleEmployer[]): readonly PossibleEmployer[] {
  const byAddress = employers.filter(({ isByAddress }) => isByAddress);
  if (byAddress.length > 0 || employers.length < 2) return byAddress.length > 0 ? byAddress : employers;
  throw new ConflictError(
    `${employers.map((one) => one.name).join(" and ")} each have a contact of that name. Give the address the person has there. Nothing was removed.`,
  );
}

/** The contacts that are the person: by name where it was said, else by the address they are likely to have. */
function choose(
  known: readonly KnownContact[],
  {
    email,
    domain,
    name,
  }: { readonly email: string; readonly domain: string; readonly name: PersonName | null },
): readonly KnownContact[] {
  if (name !== null) return known.filter((contact) => isSamePerson(contact, name));
  const host = email.slice(email.lastIndexOf("@") + 1);
  const guess = known.map((contact) => {
    const addresses = [host, domain].map((at) => likelyAddresses(contact, at));
    return {
      contact,
      isSure: addresses.some(({ sure }) => sure.includes(email)),
      isPossible: addresses.some(({ possible }) => possible.includes(email)),
    };
  });
  const sure = guess.filter(({ isSure }) => isSure);
  if (sure.length > 0) return sure.map(({ contact }) => contact);
  const possible = guess.filter(({ isPossible }) => isPossible).map(({ contact }) => contact);
  const people = new Set(possible.map(({ firstName, lastName }) => `${firstName} ${lastName}`));
  if (people.size > 1) {
    throw new ConflictError(
      `The address may be that of ${[...people].join(", ")}. Say whose it is: --name "First Last". Nothing was removed.`,
    );
  }
  return possible;
}

function excludeNames(
  secrets: Secrets,
  names: readonly PersonName[],
  employers: readonly PossibleEmployer[],
  domain: string,
): NewExclusion[] {
  const domains = new Set([
    domain,
    ...employers.flatMap((one) => [one.domain ?? [], one.answeredDomain ?? []].flat()),
  ]);
  const keys = names.flatMap((name) => [
    ...[...domains].map((at) => personKey(secrets, name, { domain: at })),
    ...employers.map((employer) => personKey(secrets, name, { name: employer.name })),
  ]);
  return [...new Set(keys)].map((matchKey) => ({
    kind: "person",
    matchKey,
    label: `a person at ${domain}`,
    ...{ domain: null, number: null, country: null, keys: [] },
    reason: "asked to be forgotten",
  }));
}

/** Removes the person from the lists of people that were extracted; returns from how many. */
async function removeFromFeatures(
  transaction: Transaction,
  tenantId: string,
  companyIds: readonly string[],
  names: readonly PersonName[],
): Promise<number> {
  let changed = 0;
  for (const { companyId, features } of await listFeatures(transaction, tenantId, companyIds)) {
    const { people = [], ...rest } = features;
    const others = people.filter(
      ({ first_name, last_name }) =>
        !names.some((name) => isSamePerson(name, { firstName: first_name, lastName: last_name })),
    );
    if (others.length === people.length) continue;
    changed += 1;
    await updateFeatures(transaction, tenantId, companyId, { ...rest, people: others });
  }
  return changed;
}
