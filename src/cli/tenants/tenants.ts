import type { Command } from "commander";
import { problemOfTimezone } from "../../config/problem-of-cron.ts";
import { insertTenant } from "../../database/tenants/tenant-admin-store.ts";
import { listTenants } from "../../database/tenants/tenant-store.ts";
import { ConflictError, InvalidInputError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { registerTenantsActive } from "./tenants-active.ts";
import { registerTenantsOdoo } from "./tenants-odoo.ts";
import { registerTenantsPolicy } from "./tenants-policy.ts";
import { registerTenantsUsers } from "./tenants-users.ts";

/** Ids that mean something else: `platform` is where what belongs to no tenant is shown. */
const RESERVED = ["platform"];

/** `tenants …`: the installation's tenants, their policies, Odoo connections and people. */
export function registerTenants(tenants: Command, context: CliContext): void {
  tenants
    .command("create")
    .description("create a tenant")
    .argument("<id>", "a short lower-case slug such as acme")
    .requiredOption("--name <name>", "as people read it")
    .option("--timezone <zone>", "IANA zone of the tenant's days and caps", "Asia/Singapore")
    .action(async (tenantId: string, options: { name: string; timezone: string }) => {
      const tenant = {
        tenantId: readTenantId(tenantId),
        name: readName(options.name),
        timezone: readTimezone(options.timezone),
      };
      await context.withConnection(({ database }) =>
        database.withTenant(tenant.tenantId, async (transaction) => {
          if (!(await insertTenant(transaction, tenant))) {
            throw new ConflictError(`The tenant "${tenant.tenantId}" exists already. Choose another id.`);
          }
          await auditCli(transaction, tenant.tenantId, "tenant.create", tenant.tenantId, {
            name: tenant.name,
            timezone: tenant.timezone,
          });
        }),
      );
      context.print(`Created tenant ${tenant.tenantId}.`);
      context.note(
        `Next: nightshift icp set ${tenant.tenantId} …, then nightshift import FILE --tenant ${tenant.tenantId}`,
      );
    });

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

  registerTenantsActive(tenants, context);
  registerTenantsPolicy(tenants, context);
  registerTenantsOdoo(tenants, context);
  registerTenantsUsers(tenants, context);
}

function readTenantId(text: string): string {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) || text.length > 40) {
    throw new InvalidInputError(
      "id",
      `"${text}" must be lower-case letters, digits and single hyphens, beginning with a letter, at most 40 characters`,
    );
  }
  if (RESERVED.includes(text)) throw new InvalidInputError("id", `"${text}" is reserved. Choose another.`);
  return text;
}

function readName(text: string): string {
  const name = text.trim();
  if (name === "" || name.length > 200 || /\p{C}/u.test(name)) {
    throw new InvalidInputError("--name", "must be 1 to 200 characters on one line");
  }
  return name;
}

function readTimezone(text: string): string {
  const problem = problemOfTimezone(text);
  if (problem !== null) throw new InvalidInputError("--timezone", problem);
  return text;
}
