import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Connection } from "../../src/database/connect.ts";
import { saveIcpRule } from "../../src/database/tenants/icp-rule-store.ts";
import { createKey } from "../../src/database/tenants/key-change-store.ts";
import { saveOdooConnection } from "../../src/database/tenants/odoo-connection-store.ts";
import { insertTenant, savePolicy } from "../../src/database/tenants/tenant-admin-store.ts";
import { saveUser } from "../../src/database/tenants/user-store.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import type { Town } from "../town/start-town.ts";
import { type DemoTenant, REVIEWER } from "./demo-tenant.ts";

/** A tenant that is ready for its night. */
export interface PreparedTenant extends DemoTenant {
  readonly companies: number;
  /** A key with which programs may read its runs; shown to whoever runs the demo. */
  readonly apiKey: string;
}

/** Sets a tenant up as its admin would: profile, policy, reviewer, Odoo, and its companies from a CSV. */
export async function prepareTenant(
  { database, secrets }: Connection,
  town: Town,
  tenant: DemoTenant,
): Promise<PreparedTenant> {
  const { tenantId, name, qaChannel, alertChannel, file } = tenant;
  await database.withService((transaction) =>
    insertTenant(transaction, { tenantId, name, timezone: "Asia/Singapore" }),
  );
  await database.withTenant(tenantId, async (transaction) => {
    await savePolicy(transaction, tenantId, { qaChannel, alertChannel });
    await saveUser(transaction, { tenantId, userId: REVIEWER.id, role: "qa" });
    await saveIcpRule(transaction, tenantId, {
      name: "everyone",
      industries: null,
      countries: null,
      employeesMin: null,
      employeesMax: null,
    });
    await saveOdooConnection(transaction, {
      tenantId,
      baseUrl: town.odooUrl,
      database: tenantId,
      apiKeySealed: secrets.seal(town.odooApiKey),
      expiresAt: null,
    });
  });
  const report = await importCompanies(database, {
    tenantId,
    bytes: createReadStream(file),
    fileName: file,
    actor: "demo",
    strict: true,
    now: new Date(),
  });
  const { token } = await createKey(
    database,
    { tenantId, name: "demo", scopes: ["read"], expiresAt: null, actor: "demo" },
    randomBytes,
  );
  return { ...tenant, companies: report.imported, apiKey: token };
}
