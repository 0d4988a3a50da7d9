import { type QueueHealth, readQueueHealth } from "../../database/jobs/queue-health-store.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Jobs are due and nobody starts them, in the queue or on their way to it (`job_outbox`, which the relay empties). */
export const backlog = createProbe(
  PLATFORM_RULE_TABLE["PL-25"],
  async ({ database, now }) => [
    await database.withService((transaction) => readQueueHealth(transaction, now)),
  ],
  ({ queued, unsent }: Pick<QueueHealth, "queued" | "unsent">, { maxQueued }) => ({
    subject: "queue",
    breached: queued + unsent > maxQueued,
    summary: `${counted(queued + unsent, "job is", "jobs are")} waiting${unsent === 0 ? " in the queue" : `, ${unsent} of them not yet in the queue`}; the limit is ${maxQueued}.`,
    loss: "Runs wait for them, so leads come later.",
    facts: { queued, unsent, maxQueued },
  }),
);
