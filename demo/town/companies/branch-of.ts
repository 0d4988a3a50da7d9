import type { TownCompany } from "./town-company.ts";

/** A copy of a company under another name, with its own domain, registration number and addresses. */
export function branchOf(company: TownCompany, number: number): TownCompany {
  const slug = `${company.slug}-${number}`;
  const domain = `${slug}.example`;
  const own = (address: string) => address.replace(company.domain, domain);
  return {
    ...company,
    slug,
    domain,
    website: `http://${domain}`,
    name: `${company.name} ${number}`,
    registrationNumber: `${company.registrationNumber}-${number}`,
    emails: company.emails.map(own),
    people: company.people.map((person) => ({ ...person, email: own(person.email) })),
  };
}
