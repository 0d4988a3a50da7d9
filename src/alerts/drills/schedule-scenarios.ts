import { assessScheduleRules } from "../rulebook/evaluate-rules.ts";
import type { AlertRule } from "../rulebook/rule.ts";
import type { ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";
import { runFailed } from "../rules/run-failed.ts";
import { runMissing } from "../rules/run-missing.ts";
import { runStuck } from "../rules/run-stuck.ts";
import type { DrillScenario } from "./drill-scenario.ts";

const HOUR_MS = 3_600_000;
const RUN_ID = "00000000-0000-4000-8000-000000000000";

/** A tenant whose schedules run, with one thing wrong for each rule about them. */
export const SCHEDULE_SCENARIOS = {
  "SR-10": schedules(runMissing, (now) => {
    const dueAt = new Date(now.getTime() - HOUR_MS);
    const localAt = dueAt.toISOString().slice(0, 16);
    return { late: [{ scheduleId: "nightly", localAt, dueAt, state: "unseen", reason: null, run: null }] };
  }),
  "SR-11": schedules(runFailed, (now) => ({
    lastRun: {
      runId: RUN_ID,
      status: "failed",
      statusReason: "select_targets failed",
      night: new Date(now.getTime() - HOUR_MS).toISOString().slice(0, 10),
      scheduled: true,
      rerun: false,
      endedAt: now,
      exported: 0,
    },
    usualLeads: 40,
  })),
  "SR-12": schedules(runStuck, (now) => ({
    running: {
      runId: RUN_ID,
      startedAt: new Date(now.getTime() - 2 * HOUR_MS),
      lastActiveAt: new Date(now.getTime() - HOUR_MS),
    },
  })),
} as const satisfies Readonly<Record<string, DrillScenario>>;

function schedules(
  rule: AlertRule<ScheduleSnapshot>,
  changes: (now: Date) => Partial<ScheduleSnapshot>,
): DrillScenario {
  return (now) => {
    const calm: ScheduleSnapshot = {
      tenantId: "drill",
      scheduled: true,
      late: [],
      openLate: [],
      lastRun: null,
      running: null,
      usualLeads: null,
      thresholds: {},
      now,
    };
    return assessScheduleRules({ ...calm, ...changes(now) }, [rule]);
  };
}
