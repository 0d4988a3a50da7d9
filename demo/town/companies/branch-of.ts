import type { TownCompany } from "./company.ts";

/** The same company again under another name, with a domain, a registration and people's addresses of its own. */
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
