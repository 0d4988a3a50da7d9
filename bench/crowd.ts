import { branchOf } from "../demo/town/companies/branch-of.ts";
import { createCompanies } from "../demo/town/companies/create-companies.ts";
import type { TownCompany } from "../demo/town/companies/town-company.ts";

/** So many companies with sites that answer, each with a name, a domain and people of its own. */
export function createCrowd(count: number): TownCompany[] {
  const models = createCompanies().filter(({ site }) => site === "good");
  return Array.from({ length: count }, (_, index) => {
    const model = models[index % models.length];
    if (model === undefined) throw new Error("the town has no good site");
    return { ...branchOf(model, Math.floor(index / models.length)), tenant: "acme" };
  });
}
