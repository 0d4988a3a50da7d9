import { createCompanies } from "../../demo/town/companies/create-companies.ts";
import type { SiteKind, Strength, TownCompany } from "../../demo/town/companies/town-company.ts";

/** Companies of acme's file whose sites are of these kinds. */
export function chooseCompanies(
  wanted: readonly [kind: SiteKind, strength: Strength, count: number][],
): TownCompany[] {
  const all = createCompanies().filter(({ tenant }) => tenant === "acme");
  return wanted.flatMap(([kind, strength, count]) => {
    const found = all
      .filter((company) => company.site === kind && company.strength === strength)
      .slice(0, count);
    if (found.length < count)
      throw new Error(`the town has only ${found.length} ${strength} ${kind} companies`);
    return found;
  });
}
