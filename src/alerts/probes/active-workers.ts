import { ALIVE_MS, countActiveWorkers } from "../../observability/heartbeat/heartbeat-store.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** No worker is active. Runners and bots both run this probe, so that the loss of the last runner is noticed. */
export const activeWorkers = createProbe(
  PLATFORM_RULE_TABLE["PL-24"],
  async ({ database, now }) => [
    {
      workers: await database.withService((transaction) =>
        countActiveWorkers(transaction, new Date(now.getTime() - ALIVE_MS)),
      ),
    },
  ],
  ({ workers }: { readonly workers: number }, { minimumWorkers }) => ({
    subject: "workers",
    breached: workers < minimumWorkers,
    summary: `${workers === 0 ? "No worker is" : `Only ${workers} ${workers === 1 ? "worker is" : "workers are"}`} active; there should be at least ${minimumWorkers}. Runs make no progress.`,
    facts: { workers, minimumWorkers },
  }),
);
