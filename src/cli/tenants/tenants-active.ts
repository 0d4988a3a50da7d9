import type { Command } from "commander";
import { setTenantActive } from "../../database/tenants/tenant-admin-store.ts";
import { findRunningRun } from "../../runner/record/run-store.ts";
import { planAllAnew } from "../../runner/schedule/schedule-plan.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenant } from "../kit/on-tenant.ts";

/** `tenants deactivate|activate`: whether a tenant has nights at all. */
export function registerTenantsActive(tenants: Command, context: CliContext): void {
  tenants
    .command("deactivate")
    .description(
      "start no more runs of a tenant, by schedule or by hand, and judge it no more; all it has is kept",
    )
    .argument("<id>", "the tenant")
    .action(async (tenantId: string) => {
      const { changed, running } = await onTenant(context, tenantId, async (transaction) => {
        const isChanged = await setTenantActive(transaction, false);
        if (isChanged) {
          await planAllAnew(transaction, tenantId, "the tenant was deactivated", context.clock());
          await auditCli(transaction, { tenantId, action: "tenant.deactivate", subject: tenantId });
        }
        return { changed: isChanged, running: await findRunningRun(transaction) };
      });
      context.print(changed ? `Deactivated tenant ${tenantId}.` : `Tenant ${tenantId} is inactive already.`);
      if (running !== null)
        context.note(
          `Run ${running} is under way and goes on. To end it: nightshift runs cancel ${running} --tenant ${tenantId}`,
        );
    });

  tenants
    .command("activate")
    .description(
      "let a tenant have runs again; its schedules begin with their next time, nothing is made up for",
    )
    .argument("<id>", "the tenant")
    .action(async (tenantId: string) => {
      const changed = await onTenant(context, tenantId, async (transaction) => {
        const isChanged = await setTenantActive(transaction, true);
        if (isChanged) {
          await planAllAnew(transaction, tenantId, "the tenant was activated", context.clock());
          await auditCli(transaction, { tenantId, action: "tenant.activate", subject: tenantId });
        }
        return isChanged;
      });
      context.print(changed ? `Activated tenant ${tenantId}.` : `Tenant ${tenantId} is active already.`);
    });
}
