import { createRule } from "../rulebook/create-rule.ts";
import { missingLeads } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";

const SUBJECT = "run";

/** The newest run that ended has failed. The next run that does not fail clears it, whoever started it. */
export const runFailed = createRule(
  RULE_TABLE["SR-11"],
  ({ lastRun, usualLeads }: ScheduleSnapshot, _limits, say) => {
    if (lastRun === null) return [];
    if (lastRun.status !== "failed") return [say.clear(SUBJECT)];
    // Whoever started a rerun watches it, and the alerts of the night that it repeats are still open.
    if (lastRun.rerun) return [];
    const because =
      lastRun.statusReason === null ? "" : `: ${lastRun.statusReason.replace(/(?<![.\s])[.\s]+$/, "")}`;
    return [
      say.fires(SUBJECT, {
        summary: `The ${lastRun.scheduled ? "scheduled run" : "run"} failed${because}.`,
        loss: missingLeads(usualLeads, lastRun.exported),
        begunAt: lastRun.endedAt ?? undefined,
        facts: { runId: lastRun.runId, status: lastRun.status, night: lastRun.night },
      }),
    ];
  },
);
