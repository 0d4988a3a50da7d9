import type { Command } from "commander";
import { requireTenant, setTenantActive } from "../../database/tenants/tenant-admin-store.ts";
import { cancelRun } from "../../runner/ending/cancel-run.ts";
import { findRunningRun } from "../../runner/record/run-store.ts";
import { planAllAnew } from "../../runner/schedule/schedule-plan.ts";
import { askAtTerminal, isYes } from "../kit/ask-at-terminal.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";

/** `tenants deactivate|activate`: whether a tenant has nights at all. */
export function registerTenantsActive(tenants: Command, context: CliContext): void {
  tenants
    .command("deactivate")
    .description(
      "start no more runs of a tenant, by schedule or by hand, and judge it no more; all it has is kept",
    )
    .argument("<id>", "the tenant")
    .option("--now", "also stop a run in progress at its next company; what was done is kept")
    .action(async (tenantId: string, options: { now?: true }) => {
      const { changed, running, stopped } = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenantId);
        const inProgress = await database.withTenant(tenantId, findRunningRun);
        const now = options.now ?? (inProgress !== null && (await wantsItStopped(context, inProgress)));
        const found = await database.withTenant(tenantId, async (transaction) => {
          const isChanged = await setTenantActive(transaction, false);
          if (isChanged) {
            await planAllAnew(transaction, tenantId, "the tenant was deactivated", context.clock());
            await auditCli(transaction, { tenantId, action: "tenant.deactivate", subject: tenantId });
          }
          return { changed: isChanged, running: await findRunningRun(transaction) };
        });
        if (!now || found.running === null) return { ...found, stopped: false };
        const keepCorpora = context.environment().PERSIST_CRAWL_CORPUS;
        await cancelRun(
          { database, clock: context.clock, keepCorpora },
          { tenantId, runId: found.running, actor: CLI_ACTOR },
        );
        return { ...found, stopped: true };
      });
      context.print(changed ? `Deactivated tenant ${tenantId}.` : `Tenant ${tenantId} is inactive already.`);
      if (running === null) return;
      context.note(
        stopped
          ? `Run ${running} stops at its next company; what was done is kept.`
          : `Run ${running} is in progress and goes on. To stop it at its next company: node_modules/.bin/nightshift tenants deactivate ${tenantId} --now`,
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

/** Without a terminal to ask at, a run in progress continues unless `--now` is given. */
async function wantsItStopped(context: CliContext, runId: string): Promise<boolean> {
  const question = `Run ${runId} is in progress. Stop it at its next company? Otherwise it goes on to its end. [y/N] `;
  return isYes(await askAtTerminal(context, question));
}
