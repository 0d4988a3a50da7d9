import type { TownCompany } from "../../demo/town/companies/town-company.ts";
import type { Town } from "../../demo/town/start-town.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import type { Database, Transaction } from "../../src/database/database.ts";
import { saveIcpRule } from "../../src/database/tenants/icp-rule-store.ts";
import { saveOdooConnection } from "../../src/database/tenants/odoo-connection-store.ts";
import { createTestTenant } from "./test-database.ts";

/** A tenant that takes every company for a candidate and, unless told otherwise, has a connection to the town's Odoo. */
export async function createReadyTenant(
  database: Database,
  tenantId: string,
  given: {
    readonly odoo: (Pick<Town, "odooUrl" | "odooApiKey"> & { readonly secretsKey: string }) | null;
    readonly policy?: object | undefined;
  },
): Promise<void> {
  const { odoo, policy } = given;
  await createTestTenant(database, tenantId, policy);
  await database.withTenant(tenantId, async (transaction) => {
    await saveIcpRule(transaction, tenantId, {
      name: "everyone",
      industries: null,
      countries: null,
      employeesMin: null,
      employeesMax: null,
    });
    if (odoo === null) return;
    await saveOdooConnection(transaction, {
      tenantId,
      baseUrl: odoo.odooUrl,
      database: tenantId,
      apiKeySealed: createSecrets(odoo.secretsKey).seal(odoo.odooApiKey),
      expiresAt: null,
    });
  });
}

/** Companies as an import leaves them, without going through a file. */
export async function insertCompanies(
  transaction: Transaction,
  tenantId: string,
  companies: readonly TownCompany[],
): Promise<void> {
  await transaction.query(
    `insert into companies (tenant_id, natural_key, name, website, domain, industry, country, employees, description)
     select $1, c->>'registrationNumber', c->>'name', nullif(c->>'website', ''), c->>'domain', c->>'industry', c->>'country',
       (c->>'employees')::int, c->>'description' from jsonb_array_elements($2::jsonb) as c`,
    [tenantId, JSON.stringify(companies)],
  );
}
