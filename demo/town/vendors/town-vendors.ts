import type { VendorName } from "../../../src/entities/vendor-table.ts";
import type { TownCompany } from "../companies/town-company.ts";
import { createJira } from "./jira.ts";
import { createLangsmith, type TracedRun } from "./langsmith.ts";
import { createLusha } from "./lusha.ts";
import { createOdoo } from "./odoo.ts";
import type { OdooDatabases } from "./odoo-databases.ts";
import { createOpenai } from "./openai.ts";
import { createPagerduty } from "./pagerduty.ts";
import { createTavily } from "./tavily.ts";
import type { TownVendor } from "./town-vendor.ts";
import { createTwilio } from "./twilio.ts";
import { createZerobounce } from "./zerobounce.ts";

/** All vendors of the town; a new one is one file and one line here. */
export function createTownVendors(
  companies: readonly TownCompany[],
  databases: OdooDatabases,
  traces: Map<string, TracedRun>,
): readonly TownVendor[] {
  const vendors: Readonly<Record<VendorName, TownVendor>> = {
    tavily: createTavily(companies),
    lusha: createLusha(companies),
    zerobounce: createZerobounce(companies),
    openai: createOpenai(),
    odoo: createOdoo(databases),
  };
  return [
    ...Object.values(vendors),
    createLangsmith(traces),
    createPagerduty(),
    createJira(),
    createTwilio(),
  ];
}
