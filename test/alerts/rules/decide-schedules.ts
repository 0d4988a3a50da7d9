import { assessScheduleRules, RULE_ITSELF } from "../../../src/alerts/rulebook/evaluate-rules.ts";
import type { AlertRule, Finding } from "../../../src/alerts/rulebook/rule.ts";
import type { LateRun, ScheduleSnapshot } from "../../../src/alerts/rulebook/schedule-snapshot.ts";

/** 01:00 of 22 November in Singapore. */
export const DUE_AT = new Date("2026-11-21T17:00:00Z");

/** A moment so many minutes after the night was due. */
export function minutesAfter(minutes: number): Date {
  return new Date(DUE_AT.getTime() + minutes * 60_000);
}

/** A tenant whose schedules were kept and whose last run went well, but for the changes. */
export function makeScheduleSnapshot(changes: Partial<ScheduleSnapshot> = {}): ScheduleSnapshot {
  return {
    tenantId: "acme",
    scheduled: true,
    late: [],
    openLate: [],
    lastRun: {
      runId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      status: "succeeded",
      statusReason: null,
      scheduled: true,
      rerun: false,
      night: "2026-11-22",
      endedAt: minutesAfter(50),
      exported: 43,
    },
    running: null,
    usualLeads: null,
    thresholds: {},
    now: minutesAfter(60),
    ...changes,
  };
}

/** The missed nightly run, except for the changes. */
export function makeLateRun(changes: Partial<LateRun> = {}): LateRun {
  return {
    scheduleId: "default",
    localAt: "2026-11-22T01:00",
    dueAt: DUE_AT,
    state: "unseen",
    reason: null,
    run: null,
    ...changes,
  };
}

/** What a rule says of each subject: its severity, "clear", or nothing. */
export function decide(
  rule: AlertRule<ScheduleSnapshot>,
  snapshot: ScheduleSnapshot,
): Record<string, string> {
  return Object.fromEntries(
    assess(rule, snapshot).map(({ subject, finding }) => [subject, finding?.severity ?? "clear"]),
  );
}

/** The one finding that a snapshot is meant to have. */
export function findOne(rule: AlertRule<ScheduleSnapshot>, snapshot: ScheduleSnapshot): Finding {
  const findings = assess(rule, snapshot).flatMap(({ finding }) => (finding === null ? [] : [finding]));
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) throw new Error(`${findings.length} findings, not one`);
  return finding;
}

function assess(rule: AlertRule<ScheduleSnapshot>, snapshot: ScheduleSnapshot) {
  return assessScheduleRules(snapshot, [rule]).filter(({ subject, finding }) => {
    // A rule that throws has this one finding, and would look like one that says nothing.
    if (subject === RULE_ITSELF && finding !== null) throw new Error(finding.summary);
    return subject !== RULE_ITSELF;
  });
}
