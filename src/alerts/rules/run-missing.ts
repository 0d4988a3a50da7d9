import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
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
    const findings = [...nights].map(([subject, runs]) =>
      say.fires(subject, {
        summary: summaryOf(runs, lateMinutes),
        facts: {
          scheduleId: runs[0]?.scheduleId ?? null,
          night: runs[0]?.localAt.slice(0, 10) ?? null,
          runs: runs.length,
          firstLocalAt: runs[0]?.localAt ?? null,
          firstDueAt: runs[0]?.dueAt.toISOString() ?? null,
          state: runs[0]?.state ?? null,
          runId: runs[0]?.run?.runId ?? null,
        },
      }),
    );
    return [
      ...findings,
      ...snapshot.openLate.filter((subject) => !nights.has(subject)).map((subject) => say.clear(subject)),
    ];
  },
);

function isTrouble({ state, dueAt, run }: LateRun, now: Date, lateMinutes: number): boolean {
  const limit = dueAt.getTime() + lateMinutes * 60_000;
  switch (state) {
    case "missed":
    case "failed_to_start":
      return true;
    case "unseen":
    case "waiting":
      return now.getTime() > limit;
    case "started":
      // Late while it is running; other rules judge how it ends (SR-11 that it failed).
      return run !== null && run.status === "running" && run.startedAt.getTime() > limit;
  }
}

/** Without the minutes waited so far, which would change the card at every evaluation. */
function summaryOf(runs: readonly LateRun[], lateMinutes: number): string {
  const [first] = runs;
  if (first === undefined) return "";
  const what = `The run of schedule ${first.scheduleId} due at ${first.localAt.replace("T", " ")}`;
  const others =
    runs.length > 1 ? ` The same is true of ${counted(runs.length - 1, "more run")} of that day.` : "";
  return `${what} ${fateOf(first, lateMinutes)}.${others}`;
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
      const lateBy = run === null ? 0 : Math.round((run.startedAt.getTime() - dueAt.getTime()) / 60_000);
      return `started ${counted(lateBy, "minute")} late`;
    }
  }
}
