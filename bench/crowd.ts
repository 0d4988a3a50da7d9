import type { TownCompany } from "../demo/town/companies/company.ts";
import { createCompanies } from "../demo/town/companies/create-companies.ts";

/** So many companies with sites that answer, each with a name, a domain and people of its own. */
export function createCrowd(count: number): TownCompany[] {
  const models = createCompanies().filter(({ site }) => site === "good");
  return Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length];
    if (model === undefined) throw new Error("the town has no good site");
    const round = Math.floor(index / models.length);
    const slug = `${model.slug}-${round}`;
    const domain = `${slug}.example`;
    const own = (address: string) => address.replace(model.domain, domain);
    return {
      ...model,
      tenant: "acme",
      slug,
      domain,
      website: `http://${domain}`,
      name: `${model.name} ${round}`,
      registrationNumber: `${model.registrationNumber}-${round}`,
      emails: model.emails.map(own),
      people: model.people.map((person) => ({ ...person, email: own(person.email) })),
    };
  });
}
