import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Jobs are due and nobody starts them, in the queue or on their way to it (`job_outbox`, which the relay empties). */
export const backlog = createProbe(
  PLATFORM_RULE_TABLE["PL-25"],
  ({ database, now }) =>
    database.withService(async (transaction) => {
      const [queue] = await transaction.query<{ exists: boolean }[]>(
        "select to_regclass('pgboss.job') is not null as exists",
      );
      // The queue creates its tables when it is first opened; before that nothing waits in it.
      const waiting =
        queue?.exists === true
          ? "(select count(*)::int from pgboss.job where state in ('created', 'retry') and start_after <= $1)"
          : "0";
      return transaction.query<{ queued: number; unsent: number }[]>(
        `select ${waiting} as queued, (select count(*)::int from job_outbox where created_at <= $1) as unsent`,
        [now],
      );
    }),
  ({ queued, unsent }: { readonly queued: number; readonly unsent: number }, { maxQueued }) => ({
    subject: "queue",
    breached: queued + unsent > maxQueued,
    summary: `${counted(queued + unsent, "job is", "jobs are")} waiting${unsent === 0 ? " in the queue" : `, ${unsent} of them not yet in the queue`}; the limit is ${maxQueued}.`,
    facts: { queued, unsent, maxQueued },
  }),
);
