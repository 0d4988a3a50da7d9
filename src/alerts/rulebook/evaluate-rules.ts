import { errorCode } from "../../errors.ts";
import { readLimits } from "./read-limits.ts";
import type { AlertRule, Assessment, Finding, RuleSettings, RunSnapshot } from "./rule.ts";
import type { ScheduleSnapshot } from "./schedule-snapshot.ts";

/** The subject of a rule's finding about itself, when it cannot be evaluated as set up. */
export const RULE_ITSELF = "rule";

/** The findings of these rules. */
export function evaluateRules(snapshot: RunSnapshot, rules: readonly AlertRule[]): Finding[] {
  return assessRules(snapshot, rules).flatMap(({ finding }) => (finding === null ? [] : [finding]));
}

/**
 * What the rules decide about each subject they could judge: a finding opens or keeps its alert, no finding ends it, and
 * a subject without an assessment stays as it is.
 */
export function assessRules(snapshot: RunSnapshot, rules: readonly AlertRule[]): Assessment[] {
  return rules.flatMap((rule) => assessRule(snapshot, rule, isDue(snapshot, rule)));
}

/** The same for the rules about a tenant's schedules. */
export function assessScheduleRules(
  snapshot: ScheduleSnapshot,
  rules: readonly AlertRule<ScheduleSnapshot>[],
): Assessment[] {
  return rules.flatMap((rule) => assessRule(snapshot, rule, true));
}

function assessRule<Snapshot extends Pick<RunSnapshot, "thresholds">>(
  snapshot: Snapshot,
  rule: AlertRule<Snapshot>,
  due: boolean,
): Assessment[] {
  const { values, problems } = readLimits(rule, snapshot.thresholds);
  const troubles = problems.map(({ key, problem }) => `${key} ${problem}; the default is used`);
  const facts: Record<string, string | number | null> = {};
  let assessments: Assessment[] = [];
  if (due) {
    try {
      assessments = rule.assess(snapshot, values);
    } catch (error) {
      // A rule that throws would otherwise look exactly like one that found nothing.
      facts["errorCode"] = errorCode(error);
      facts["errorClass"] = error instanceof Error ? error.name : typeof error;
      troubles.push(`it failed with ${facts["errorClass"]} (${facts["errorCode"]}) and was not evaluated`);
    }
  }
  return [...assessments, assessmentOfItself(rule, troubles, facts)];
}

function assessmentOfItself(
  rule: Pick<RuleSettings, "id">,
  troubles: readonly string[],
  facts: Finding["facts"],
): Assessment {
  const about = { ruleId: rule.id, subject: RULE_ITSELF };
  if (troubles.length === 0) return { ...about, finding: null };
  const summary = `Rule ${rule.id} does not work as configured: ${troubles.join("; ")}.`;
  return { ...about, finding: { ...about, severity: "high", summary, facts } };
}

function isDue({ run, now }: RunSnapshot, { forDurationMinutes }: AlertRule): boolean {
  return run.endedAt !== null || now.getTime() - run.startedAt.getTime() >= forDurationMinutes * 60_000;
}
