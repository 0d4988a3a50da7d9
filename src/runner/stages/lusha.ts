import { MISSED_CODES } from "../../entities/skip-codes.ts";
import { keepUnexcluded } from "../../exclusions/keep-unexcluded.ts";
import { keyAddress, keysOfPerson } from "../../exclusions/key-address.ts";
import { normaliseEmail } from "../../redaction.ts";
import type { Estimate } from "../budget/estimate.ts";
import { readContacts, saveContacts, saveLookUp } from "../leads/contact-store.ts";
import { readEmails, saveEmails } from "../leads/email-store.ts";
import { skipForVendor } from "../stage-work/skip-for-vendor.ts";
import type { CompanyWork, Precondition } from "../stage-work/stage-work.ts";

/** People looked up per company within ASK_AGAIN_MS; each one found costs a credit. */
const PEOPLE_A_COMPANY = 2;
/** A company with this many business addresses on its own site needs no look-up. */
const ENOUGH_ADDRESSES = 2;
const ASK_AGAIN_MS = 30 * 86_400_000;

export const lushaHasKey: Precondition = async ({ vendors }) =>
  vendors.clients.lusha === null ? "LUSHA_API_KEY is not set" : null;

/** Looks up addresses of people named on the site, if the site itself gives too few. */
export const lusha: CompanyWork = async (run, company, { database, clock, secrets }) => {
  const client = run.vendors.clients.lusha;
  if (client === null) return { outcome: "skipped", code: "vendor_down" };
  const { companyId } = company;
  const [emails, contacts] = await database.batch(run.tenantId, (batch) =>
    Promise.all([readEmails(batch, companyId), readContacts(batch, companyId)]),
  );
  if (emails.filter(({ isWebmail }) => !isWebmail).length >= ENOUGH_ADDRESSES) {
    return { outcome: "skipped", code: "not_needed" };
  }
  const askedSince = clock().getTime() - ASK_AGAIN_MS;
  const isAsked = ({ lookedUpAt }: { readonly lookedUpAt: Date | null }) =>
    lookedUpAt !== null && lookedUpAt.getTime() >= askedSince;
  const unasked = contacts
    .filter((contact) => contact.vendorContactId === null && !isAsked(contact))
    .map((contact) => ({ ...contact, keys: keysOfPerson(secrets, contact, company) }));
  const free = await keepUnexcluded(database, run.tenantId, unasked);
  const people = free.slice(0, Math.max(0, PEOPLE_A_COMPANY - contacts.filter(isAsked).length));
  if (people.length === 0) return { outcome: "skipped", code: contacts.length > 0 ? "cached" : "no_people" };
  const result = await skipForVendor(async () => {
    const queries = people.map(({ firstName, lastName }, index) => ({
      reference: String(index),
      firstName,
      lastName,
      companyName: company.name,
      ...(company.domain !== null && { companyDomain: company.domain }),
    }));
    const { value } = await run.vendors.call(
      "lusha",
      "search_and_enrich",
      { stage: "lusha", companyId, estimate: lookUps(people.length) },
      (context) => client.searchAndEnrich({ contacts: queries }, context),
    );
    const found = value.flatMap(({ reference, lushaId, jobTitle, emails: addresses }) => {
      const person = people[Number(reference)];
      return lushaId === null || person === undefined ? [] : [{ ...person, lushaId, jobTitle, addresses }];
    });
    const key = { ...run, companyId };
    return {
      outcome: "success",
      save(batch) {
        const addresses = new Set(
          found.flatMap((person) => person.addresses.map(({ email }) => normaliseEmail(email))),
        );
        return Promise.all([
          saveLookUp(
            batch,
            people.map(({ contactId }) => contactId),
            clock(),
          ),
          saveContacts(
            batch,
            key,
            "lusha",
            found.map(({ firstName, lastName, jobTitle, title, lushaId, keys }) => ({
              firstName,
              lastName,
              title: jobTitle ?? title,
              vendorContactId: lushaId,
              keys,
            })),
          ),
          saveEmails(
            batch,
            key,
            "lusha",
            [...addresses].map((email) => keyAddress(secrets, email)),
          ),
        ]);
      },
    };
  });
  if (result.code !== undefined && MISSED_CODES.includes(result.code)) {
    await run.degradations.note("lusha_skipped", { stage: "lusha", reason: result.code });
  }
  return result;
};

/** A person found costs a credit. */
function lookUps(people: number): Estimate {
  return { units: people, charge: { unit: "credit", quantity: people } };
}
