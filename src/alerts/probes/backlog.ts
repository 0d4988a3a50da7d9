import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Jobs are due and nobody starts them. */
export const backlog = createProbe(
  PLATFORM_RULE_TABLE["PL-25"],
  ({ database, now }) =>
    database.withService(async (transaction) => {
      const [queue] = await transaction.query<{ exists: boolean }[]>(
        "select to_regclass('pgboss.job') is not null as exists",
      );
      // The queue creates its tables when it is first opened; before that nothing waits.
      if (queue?.exists !== true) return [{ queued: 0 }];
      return transaction.query<{ queued: number }[]>(
        "select count(*)::int as queued from pgboss.job where state in ('created', 'retry') and start_after <= $1",
        [now],
      );
    }),
  ({ queued }: { readonly queued: number }, { maxQueued }) => ({
    subject: "queue",
    breached: queued > maxQueued,
    summary: `${counted(queued, "job")} are waiting in the queue, ${maxQueued} are tolerated.`,
    facts: { queued, maxQueued },
  }),
);
