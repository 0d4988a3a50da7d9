import { assessRules, RULE_ITSELF } from "../../../src/alerts/rulebook/evaluate-rules.ts";
import type { AlertRule, Finding, RunSnapshot } from "../../../src/alerts/rulebook/rule.ts";

/** What a rule says of each subject, in few words: its severity, "clear", or nothing. */
export function decide(rule: AlertRule, snapshot: RunSnapshot): Record<string, string> {
  const assessments = assessRules(snapshot, [rule]).filter(({ subject }) => subject !== RULE_ITSELF);
  return Object.fromEntries(
    assessments.map(({ subject, finding }) => [subject, finding?.severity ?? "clear"]),
  );
}

/** The one finding that a snapshot is meant to have. */
export function findOne(rule: AlertRule, snapshot: RunSnapshot): Finding {
  const findings = assessRules(snapshot, [rule]).flatMap(({ finding }) =>
    finding === null ? [] : [finding],
  );
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) throw new Error(`${findings.length} findings, not one`);
  return finding;
}
