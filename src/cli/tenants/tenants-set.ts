import type { Command } from "commander";
import { withCalled } from "../../config/called-people.ts";
import { readTenantPolicy } from "../../config/tenant-policy.ts";
import { lockStoredPolicy, savePolicy, updateTenant } from "../../database/tenants/tenant-admin-store.ts";
import { requireZoneOfPostgres } from "../../database/tenants/zone-store.ts";
import { InvalidInputError } from "../../errors.ts";
import { planAllAnew } from "../../runner/schedule/schedule-plan.ts";
import { readList } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";
import { readTenantName, readTenantZone } from "./read-tenant-id.ts";

interface SetOptions {
  readonly name?: string;
  readonly timezone?: string;
  readonly call?: string;
}

/** `tenants set`: changes what `tenants create` took. */
export function registerTenantsSet(tenants: Command, context: CliContext): void {
  tenants
    .command("set")
    .description("change a tenant's name, time zone, or whom its critical and high alerts call")
    .argument("<id>", "the tenant")
    .option("--name <name>", "as people read it")
    .option("--timezone <zone>", "IANA zone of the tenant's days and schedules")
    .option("--call <ids>", "Slack ids of people (U…) or user groups (S…), commas between; none: nobody")
    .action(async (tenantId: string, options: SetOptions) => {
      const { call } = options;
      const changes = {
        ...(options.name !== undefined && { name: readTenantName(options.name) }),
        ...(options.timezone !== undefined && { timezone: readTenantZone(options.timezone) }),
      };
      if (Object.keys(options).length === 0) {
        throw new InvalidInputError("tenants set", "say what to change: --name, --timezone or --call");
      }
      await onTenant(context, tenantId, async (transaction) => {
        if (changes.timezone !== undefined) await requireZoneOfPostgres(transaction, changes.timezone);
        if (Object.keys(changes).length > 0) await updateTenant(transaction, changes);
        if (changes.timezone !== undefined) {
          await planAllAnew(transaction, tenantId, "the tenant's time zone was changed", context.clock());
        }
        if (call !== undefined) {
          const policy = withCalled(await lockStoredPolicy(transaction), readCalled(call));
          readTenantPolicy(tenantId, policy);
          await savePolicy(transaction, tenantId, policy);
        }
        await auditCli(transaction, {
          tenantId,
          action: "tenant.set",
          subject: tenantId,
          detail: {
            ...changes,
            ...(call !== undefined && { call }),
          },
        });
      });
      context.print(`Changed tenant ${tenantId}.`);
      context.note(`node_modules/.bin/nightshift tenants show ${tenantId} has all of it.`);
    });
}

/** The people that `--call` names; `none`: nobody. */
export function readCalled(call: string): string[] {
  return call === "none"
    ? []
    : readList(
        "--call",
        call,
        (word) => (/^[UWS][A-Z0-9]{2,20}$/.test(word) ? word : null),
        "Slack ids such as U012AB3CD",
      );
}
