import type { Queryable } from "../../database/batch.ts";
import type { ContactSource } from "../../entities/vocabulary.ts";
import type { PersonName } from "../../exclusions/likely-addresses.ts";
import { redactValue } from "../../redaction.ts";
import type { RunCompany } from "./run-company.ts";

/** A person as found, with the hashes by which an exclusion or a request to be forgotten finds them. */
export interface FoundPerson extends PersonName {
  readonly title: string | null;
  readonly vendorContactId: string | null;
  readonly keys: readonly string[];
}

/** Keeps people of a company, but those that are excluded; what sites and vendors put into names and titles is masked. */
export async function saveContacts(
  transaction: Queryable,
  key: RunCompany,
  source: ContactSource,
  people: readonly FoundPerson[],
): Promise<void> {
  await transaction.query(
    `insert into contacts (tenant_id, company_id, first_name, last_name, title, source, vendor_contact_id)
     select distinct on (p.first_name, p.last_name) $1::text, $2::uuid, p.first_name, p.last_name, p.title, $3::text, p.vendor_contact_id
     from unnest($4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as p (first_name, last_name, title, vendor_contact_id, place)
     where p.place not in (
       select k.place from unnest($8::int[], $9::text[]) as k (place, key)
         join exclusions x on x.tenant_id = $1 and x.kind in ('address', 'person') and x.match_key = k.key)
     on conflict (tenant_id, company_id, first_name, last_name) do update set
       title = coalesce(excluded.title, contacts.title),
       vendor_contact_id = coalesce(excluded.vendor_contact_id, contacts.vendor_contact_id)`,
    [
      key.tenantId,
      key.companyId,
      source,
      people.map(({ firstName }) => redactValue(firstName)),
      people.map(({ lastName }) => redactValue(lastName)),
      people.map(({ title }) => redactValue(title)),
      people.map(({ vendorContactId }) => vendorContactId),
      people.flatMap(({ keys }, index) => keys.map(() => index + 1)),
      people.flatMap(({ keys }) => keys),
    ],
  );
}

/** Notes that these people were looked up at Lusha, whether it knew them or not. */
export async function saveLookUp(
  transaction: Queryable,
  contactIds: readonly string[],
  at: Date,
): Promise<void> {
  await transaction.query("update contacts set looked_up_at = $2 where contact_id = any ($1)", [
    contactIds,
    at,
  ]);
}

/** A company's contacts, those with a title first. */
export async function readContacts(
  transaction: Queryable,
  companyId: string,
): Promise<
  {
    contactId: string;
    firstName: string;
    lastName: string;
    title: string | null;
    source: ContactSource;
    vendorContactId: string | null;
    lookedUpAt: Date | null;
  }[]
> {
  return transaction.query(
    `select contact_id as "contactId", first_name as "firstName", last_name as "lastName", title, source,
       vendor_contact_id as "vendorContactId", looked_up_at as "lookedUpAt"
     from contacts where company_id = $1 order by title is null, last_name, first_name`,
    [companyId],
  );
}
