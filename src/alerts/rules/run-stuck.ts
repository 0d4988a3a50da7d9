import { createRule } from "../rulebook/create-rule.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";

const SUBJECT = "run";

/** A run makes no progress, or never ends. It prevents the next night from starting. */
export const runStuck = createRule(
  RULE_TABLE["SR-12"],
  ({ running, usualLeads, now }: ScheduleSnapshot, { silentMinutes, maxMinutes }, say) => {
    if (running === null) return [say.clear(SUBJECT)];
    const loss = `Until it ends, ${usualLeads === null ? "its leads" : `its leads (usually about ${usualLeads})`} wait, and the tenant's next run cannot begin.`;
    const facts = { runId: running.runId, startedAt: running.startedAt.toISOString() };
    if (minutesBetween(running.lastActiveAt, now) > silentMinutes) {
      const summary = `The run has made no progress for more than ${counted(silentMinutes, "minute")}.`;
      return [
        say.fires(SUBJECT, {
          summary,
          loss,
          begunAt: running.lastActiveAt,
          facts: { ...facts, lastActiveAt: running.lastActiveAt.toISOString() },
        }),
      ];
    }
    if (minutesBetween(running.startedAt, now) > maxMinutes) {
      const summary = `The run has been running for more than ${counted(maxMinutes, "minute")} and has not ended.`;
      return [say.fires(SUBJECT, { summary, loss, begunAt: running.startedAt, facts })];
    }
    return [say.clear(SUBJECT)];
  },
);
