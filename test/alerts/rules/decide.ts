import { assessRules, RULE_ITSELF } from "../../../src/alerts/rulebook/evaluate-rules.ts";
import type { AlertRule, Finding, RunSnapshot } from "../../../src/alerts/rulebook/rule.ts";

/** What a rule says of each subject, in few words: its severity, "clear", or nothing. */
export function decide(rule: AlertRule, snapshot: RunSnapshot): Record<string, string> {
  return Object.fromEntries(
    assess(rule, snapshot).map(({ subject, finding }) => [subject, finding?.severity ?? "clear"]),
  );
}

/** The one finding that a snapshot is meant to have. */
export function findOne(rule: AlertRule, snapshot: RunSnapshot): Finding {
  const findings = assess(rule, snapshot).flatMap(({ finding }) => (finding === null ? [] : [finding]));
  const [finding] = findings;
  if (finding === undefined || findings.length > 1) throw new Error(`${findings.length} findings, not one`);
  return finding;
}

function assess(rule: AlertRule, snapshot: RunSnapshot) {
  return assessRules(snapshot, [rule]).filter(({ subject, finding }) => {
    // A rule that throws has this one finding, and would look like one that says nothing.
    if (subject === RULE_ITSELF && finding !== null) throw new Error(finding.summary);
    return subject !== RULE_ITSELF;
  });
}
