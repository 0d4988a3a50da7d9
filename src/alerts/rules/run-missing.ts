import { createRule } from "../rulebook/create-rule.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import { counted, missingLeads } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { LateRun, ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";

/** A scheduled run did not start, or started too late. One alert per schedule and night. */
export const runMissing = createRule(
  RULE_TABLE["SR-10"],
  (snapshot: ScheduleSnapshot, { lateMinutes }, say) => {
    // This process does not know whether the schedules should run: open alerts stay open.
    if (!snapshot.scheduled) return [];
    const late = snapshot.late.filter((run) => isTrouble(run, snapshot.now, lateMinutes));
    const nights = Map.groupBy(late, ({ scheduleId, localAt }) => `${scheduleId} ${localAt.slice(0, 10)}`);
    const findings = [...nights].flatMap(([subject, [first, ...others]]) => {
      if (first === undefined) return [];
      const { scheduleId, localAt, dueAt, state, run } = first;
      return say.fires(subject, {
        summary: summaryOf(first, others.length, lateMinutes),
        loss: state === "started" ? "Its leads come later than usual." : missingLeads(snapshot.usualLeads, 0),
        begunAt: dueAt,
        facts: {
          scheduleId,
          night: localAt.slice(0, 10),
          runs: 1 + others.length,
          firstLocalAt: localAt,
          firstDueAt: dueAt.toISOString(),
          state,
          runId: run?.runId ?? null,
        },
      });
    });
    return [
      ...findings,
      ...snapshot.openLate.filter((subject) => !nights.has(subject)).map((subject) => say.clear(subject)),
    ];
  },
);

function isTrouble({ state, dueAt, run }: LateRun, now: Date, lateMinutes: number): boolean {
  const isLate = (time: Date) => minutesBetween(dueAt, time) > lateMinutes;
  switch (state) {
    case "missed":
    case "failed_to_start":
      return true;
    case "unseen":
    case "waiting":
      return isLate(now);
    case "started":
      // Late while it is running; other rules judge how it ends (SR-11 that it failed).
      return run !== null && run.status === "running" && isLate(run.startedAt);
  }
}

/** Without the minutes waited so far, which would change the card at every evaluation. */
function summaryOf(first: LateRun, others: number, lateMinutes: number): string {
  const what = `The run of schedule ${first.scheduleId} due at ${first.localAt.replace("T", " ")}`;
  const also = others > 0 ? ` The same is true of ${counted(others, "more run")} of that day.` : "";
  return `${what} ${fateOf(first, lateMinutes)}.${also}`;
}

function fateOf({ state, reason, run, dueAt }: LateRun, lateMinutes: number): string {
  const because = reason === null ? "" : `: ${reason.replace(/(?<![.\s])[.\s]+$/, "")}`;
  switch (state) {
    case "unseen":
      return `had not started ${counted(lateMinutes, "minute")} later, and no runner has recorded it`;
    case "waiting":
      return `was still waiting to start ${counted(lateMinutes, "minute")} later`;
    case "missed":
      return `was missed${because}`;
    case "failed_to_start":
      return `could not be started${because}`;
    case "started": {
      const lateBy = run === null ? 0 : Math.round(minutesBetween(dueAt, run.startedAt));
      return `started ${counted(lateBy, "minute")} late`;
    }
  }
}
