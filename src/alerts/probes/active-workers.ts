import type { Transaction } from "../../database/database.ts";
import { ALIVE_MS, countActiveWorkers } from "../../observability/heartbeat/heartbeat-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { tenantsText } from "../rulebook/trouble-facts.ts";
import { createProbe } from "./probe.ts";

/** No worker is active. Runners and bots both run this probe, so that the loss of the last runner is noticed. */
export const activeWorkers = createProbe(
  PLATFORM_RULE_TABLE["PL-24"],
  async ({ database, now }) => [
    await database.withService(async (transaction) => ({
      workers: await countActiveWorkers(transaction, new Date(now.getTime() - ALIVE_MS)),
      waiting: await listWaitingRuns(transaction),
    })),
  ],
  (
    {
      workers,
      waiting,
    }: { readonly workers: number; readonly waiting: readonly { readonly tenantId: string }[] },
    { minimumWorkers },
  ) => ({
    subject: "workers",
    breached: workers < minimumWorkers,
    summary: `${workers === 0 ? "No worker is" : `Only ${workers} ${workers === 1 ? "worker is" : "workers are"}`} active; there should be at least ${minimumWorkers}.`,
    loss:
      waiting.length === 0
        ? "No run waits for it yet; the next night will not start."
        : `${counted(waiting.length, "run")} of ${tenantsText(waiting)} ${waiting.length === 1 ? "makes" : "make"} no progress.`,
    facts: {
      workers,
      minimumWorkers,
      waitingRuns: waiting.length,
      tenantNames: [...new Set(waiting.map(({ tenantId }) => tenantId))].slice(0, 5).join(", "),
    },
  }),
);

/** Runs under way or due, which nobody works on without a worker. */
async function listWaitingRuns(transaction: Transaction): Promise<{ readonly tenantId: string }[]> {
  return transaction.query<{ tenantId: string }[]>(
    `select tenant_id as "tenantId" from enrichment_runs where status = 'running' and agent_id = 'nightly'
     union all select tenant_id from expected_runs where state = 'waiting' order by 1 limit 500`,
  );
}
