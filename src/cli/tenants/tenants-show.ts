import type { Command } from "commander";
import { readCandidateFunnel } from "../../database/tenants/candidate-funnel-store.ts";
import { listIcpRules } from "../../database/tenants/icp-rule-store.ts";
import { findOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { listUsers } from "../../database/tenants/user-store.ts";
import { listSchedules } from "../../runner/schedule/schedule-store.ts";
import type { CliContext } from "../kit/context.ts";
import { funnelSentence } from "../kit/render-funnel.ts";
import { printable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

/** `tenants show`: everything that is set up for a tenant. */
export function registerTenantsShow(tenants: Command, context: CliContext): void {
  tenants
    .command("show")
    .description("a tenant with its profile, schedules, Odoo, people and policy")
    .argument("<id>", "the tenant")
    .option("--json", "as JSON")
    .action(async (tenantId: string, options: { json?: true }) => {
      const shown = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenantId);
        const { policy, ...tenant } = await readTenant(database, tenantId);
        return database.withTenant(tenantId, async (transaction) => {
          const odoo = await findOdooConnection(transaction);
          return {
            ...tenant,
            rules: await listIcpRules(transaction),
            companies: await readCandidateFunnel(transaction, tenantId),
            schedules: await listSchedules(transaction, tenantId),
            // The key stays sealed, and is not shown.
            odoo:
              odoo === null ? null : { url: odoo.baseUrl, database: odoo.database, protocol: odoo.protocol },
            users: await listUsers(transaction),
            policy,
          };
        });
      });
      if (options.json) return context.print(toJson(shown));
      const called = shown.policy.escalation.steps.flatMap(({ mention }) => mention);
      const rows: readonly (readonly [string, string])[] = [
        ["id", shown.tenantId],
        ["name", shown.name],
        ["time zone", shown.timezone],
        ["active", shown.active ? "yes" : "no"],
        ["called", called.length === 0 ? "nobody (tenants set --call U…)" : called.join(", ")],
        ["channels", `${shown.policy.alertChannel} (alerts), ${shown.policy.qaChannel} (QA)`],
        ["companies", funnelSentence(shown.companies)],
        [
          "profile",
          shown.rules.length === 0
            ? "no rule: no night has anything to do"
            : shown.rules.map(({ name }) => name).join(", "),
        ],
        [
          "schedules",
          shown.schedules.length === 0
            ? "as SCHED_* says"
            : shown.schedules
                .map(
                  ({ scheduleId, cron, enabled }) => `${scheduleId}: ${cron}${enabled ? "" : " (disabled)"}`,
                )
                .join("; "),
        ],
        ["Odoo", shown.odoo === null ? "not connected" : `${shown.odoo.database} at ${shown.odoo.url}`],
        [
          "people",
          shown.users.map(({ userId, role }) => `${userId} (${role})`).join(", ") ||
            "none but SLACK_FIRST_ADMIN",
        ],
      ];
      context.print(rows.map(([label, value]) => `${label.padEnd(12)}${printable(value)}`).join("\n"));
      context.note(`node_modules/.bin/nightshift tenants policy ${tenantId} shows the whole policy.`);
    });
}
