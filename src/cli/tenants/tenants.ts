import type { Command } from "commander";
import { withCalled } from "../../config/called-people.ts";
import { insertTenant, savePolicy } from "../../database/tenants/tenant-admin-store.ts";
import { listTenants } from "../../database/tenants/tenant-store.ts";
import { requireZoneOfPostgres } from "../../database/tenants/zone-store.ts";
import { ConflictError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { readTenantId, readTenantName, readTenantZone } from "./read-tenant-id.ts";
import { registerTenantsActive } from "./tenants-active.ts";
import { registerTenantsOdoo } from "./tenants-odoo.ts";
import { registerTenantsPolicy } from "./tenants-policy.ts";
import { registerTenantsReader } from "./tenants-reader.ts";
import { registerTenantsRemove } from "./tenants-remove.ts";
import { readCalled, registerTenantsSet } from "./tenants-set.ts";
import { registerTenantsShow } from "./tenants-show.ts";
import { registerTenantsUsers } from "./tenants-users.ts";

const DEFAULT_ZONE = "Asia/Singapore";

/** `tenants …`: the installation's tenants, their policies, Odoo connections and people. */
export function registerTenants(tenants: Command, context: CliContext): void {
  tenants
    .command("create")
    .description("create a tenant")
    .argument("<id>", "a short lower-case slug such as acme")
    .requiredOption("--name <name>", "as people read it")
    .option("--timezone <zone>", "IANA zone of the tenant's days and caps", DEFAULT_ZONE)
    .option(
      "--call <ids>",
      "who is called by critical and high alerts: Slack ids of people or groups, commas between",
    )
    .action(
      async (
        tenantId: string,
        options: { name: string; timezone: string; call?: string },
        command: Command,
      ) => {
        const policy = options.call === undefined ? null : withCalled({}, readCalled(options.call));
        const tenant = {
          tenantId: readTenantId(tenantId),
          name: readTenantName(options.name),
          timezone: readTenantZone(options.timezone),
        };
        await context.withConnection(({ database }) =>
          database.withTenant(tenant.tenantId, async (transaction) => {
            await requireZoneOfPostgres(transaction, tenant.timezone);
            if (!(await insertTenant(transaction, tenant))) {
              throw new ConflictError(`The tenant "${tenant.tenantId}" exists already. Choose another id.`);
            }
            if (policy !== null) await savePolicy(transaction, tenant.tenantId, policy);
            await auditCli(transaction, {
              tenantId: tenant.tenantId,
              action: "tenant.create",
              subject: tenant.tenantId,
              detail: {
                name: tenant.name,
                timezone: tenant.timezone,
              },
            });
          }),
        );
        const isDefault = command.getOptionValueSource("timezone") === "default";
        context.print(`Created tenant ${tenant.tenantId}.`);
        context.note(
          `Its time zone is ${tenant.timezone}${isDefault ? `, the default; to change it: node_modules/.bin/nightshift tenants set ${tenant.tenantId} --timezone …` : ""}`,
        );
        if (options.call === undefined) {
          context.note(
            `Nobody is called by its alerts yet: node_modules/.bin/nightshift tenants set ${tenant.tenantId} --call U… (a person's or a group's Slack id)`,
          );
        }
        context.note(
          `Next: node_modules/.bin/nightshift icp set ${tenant.tenantId} …, then node_modules/.bin/nightshift import FILE --tenant ${tenant.tenantId}`,
        );
      },
    );

  tenants
    .command("list")
    .description("list the tenants")
    .option("--json", "as JSON")
    .action(async (options: { json?: true }) => {
      const found = await context.withConnection(({ database }) => listTenants(database));
      if (options.json) {
        context.print(toJson(found));
        return;
      }
      context.print(
        renderTable(
          ["ID", "NAME", "TIME ZONE", "ACTIVE"],
          found.map(({ tenantId, name, timezone, active }) => [
            tenantId,
            name,
            timezone,
            active ? "yes" : "no",
          ]),
        ),
      );
    });

  registerTenantsShow(tenants, context);
  registerTenantsSet(tenants, context);
  registerTenantsActive(tenants, context);
  registerTenantsPolicy(tenants, context);
  registerTenantsOdoo(tenants, context);
  registerTenantsUsers(tenants, context);
  registerTenantsReader(tenants, context);
  registerTenantsRemove(tenants, context);
}
