import type { Command } from "commander";
import {
  listViewLocks,
  readViewState,
  refreshCandidates,
  type ViewLock,
} from "../../database/tenants/candidate-view-store.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

/** `view …`: the view of the companies that fit each tenant's profile (the runbook MV-01). */
export function registerView(view: Command, context: CliContext): void {
  view
    .command("refresh")
    .description("read the candidate view anew, for all tenants; blocks no reader and is safe to repeat")
    .argument("<tenant>", "the tenant whose alert or change asks for it")
    .action(async (tenantId: string) => {
      const startedMs = performance.now();
      await context.withConnection(({ database }) =>
        database.withTenant(
          tenantId,
          async (transaction) => {
            await refreshCandidates(transaction);
            await auditCli(transaction, {
              tenantId,
              action: "view.refresh",
              subject: "icp_candidate_companies",
            });
          },
          { isLong: true },
        ),
      );
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      context.print(`Refreshed the candidate view in ${seconds} s.`);
      context.note(`Tonight's leads need a run: node_modules/.bin/nightshift run --tenant ${tenantId}`);
    });

  view
    .command("locks")
    .description(
      "show who holds a lock on the candidate view or waits for one, and its last refresh by a run",
    )
    .argument("<tenant>", "whose runs are looked at for the last refresh")
    .option("--json", "as JSON")
    .action(async (tenantId: string, options: { json?: true }) => {
      const { locks, lastRefreshedAt } = await context.withConnection(({ database }) =>
        database.withService(async (transaction) => ({
          locks: await listViewLocks(transaction),
          lastRefreshedAt: (await readViewState(transaction, tenantId)).lastRefreshedAt,
        })),
      );
      context.print(options.json ? toJson({ locks, lastRefreshedAt }) : renderLocks(locks));
      if (!options.json) {
        context.note(
          lastRefreshedAt === null
            ? `No run of ${tenantId} has refreshed the view yet.`
            : `A run of ${tenantId} last refreshed it at ${lastRefreshedAt.toISOString()}.`,
        );
      }
    });
}

function renderLocks(locks: readonly ViewLock[]): string {
  if (locks.length === 0) return "Nobody holds a lock on the candidate view or waits for one.";
  return renderTable(
    ["PROCESS", "LOCK", "HELD", "ROLE", "STATE", "SINCE"],
    locks.map(({ pid, mode, granted, role, state, since }) => [
      String(pid),
      mode,
      granted ? "yes" : "waits",
      role ?? "?",
      state ?? "?",
      since?.toISOString() ?? "?",
    ]),
  );
}
