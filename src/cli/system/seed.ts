import type { Command } from "commander";
import type { Database } from "../../database/database.ts";
import { listIcpRules, saveIcpRule } from "../../database/tenants/icp-rule-store.ts";
import { completeStep } from "../../database/tenants/onboarding-store.ts";
import { insertTenant } from "../../database/tenants/tenant-admin-store.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli } from "../kit/on-tenant.ts";
import { seedAgents } from "./seed-agents.ts";

/** Two tenants to try things out with. Every company of the demo files matches their rule. */
const TENANTS = [
  { tenantId: "acme", name: "Acme Pte. Ltd.", timezone: "Asia/Singapore" },
  { tenantId: "globex", name: "Globex Pte. Ltd.", timezone: "Asia/Singapore" },
] as const;
const RULE = {
  name: "default",
  industries: null,
  countries: ["DE", "DK", "ES", "MY", "SG", "US"],
  employeesMin: 1,
  employeesMax: null,
};

/** `seed`: creates the example tenants, and for the first of them agents with a day of events, unless they exist. */
export function registerSeed(command: Command, context: CliContext): void {
  command.action(async () => {
    const { clock } = context;
    const done = await context.withConnection(async ({ database }) => [
      ...(await seed(database)),
      ...(await seedAgents({ database, clock }, TENANTS[0].tenantId)),
    ]);
    for (const line of done) context.print(line);
    if (done.length === 0) context.print("Everything is there already.");
  });
}

/** Returns a line for everything that was missing. Running it again changes nothing. */
export async function seed(database: Database): Promise<string[]> {
  const done: string[] = [];
  for (const tenant of TENANTS) {
    const { tenantId } = tenant;
    await database.withTenant(tenantId, async (transaction) => {
      if (await insertTenant(transaction, tenant)) {
        await auditCli(transaction, {
          tenantId,
          action: "tenant.create",
          subject: tenantId,
          detail: { name: tenant.name },
        });
        done.push(`Created tenant ${tenantId} (${tenant.name}).`);
      }
      if ((await listIcpRules(transaction)).length > 0) return;
      await saveIcpRule(transaction, tenantId, RULE);
      await completeStep(transaction, tenantId, "icp_rules");
      await auditCli(transaction, { tenantId, action: "icp.set", subject: RULE.name, detail: RULE });
      done.push(`Gave ${tenantId} a rule that wants companies of ${RULE.countries.join(", ")}.`);
    });
  }
  return done;
}
