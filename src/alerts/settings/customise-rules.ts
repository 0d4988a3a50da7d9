import type { Severity } from "../../entities/vocabulary.ts";
import type { AlertRule, Assessment } from "../rulebook/rule.ts";

/** A tenant's changes to a built-in rule, besides its thresholds. */
export interface RuleChange {
  readonly enabled: boolean;
  /** Null: the rule's own. */
  readonly severity: Severity | null;
  /** Null: the rule's own. */
  readonly cooldownMinutes: number | null;
}

/** The rules as a tenant has set them up: without those it switched off, with its severities and cooldowns. */
export function customiseRules<Snapshot>(
  rules: readonly AlertRule<Snapshot>[],
  changes: ReadonlyMap<string, RuleChange>,
): readonly AlertRule<Snapshot>[] {
  if (changes.size === 0) return rules;
  return rules.flatMap((rule) => {
    const change = changes.get(rule.id);
    if (change === undefined) return [rule];
    return change.enabled ? [customise(rule, change)] : [];
  });
}

function customise<Snapshot>(rule: AlertRule<Snapshot>, change: RuleChange): AlertRule<Snapshot> {
  const severity = change.severity ?? rule.severity;
  // A finding whose severity differs from its rule's has a reason for it, and keeps it.
  const withSeverity = (assessment: Assessment): Assessment =>
    assessment.finding === null || assessment.finding.severity !== rule.severity
      ? assessment
      : { ...assessment, finding: { ...assessment.finding, severity } };
  return {
    ...rule,
    severity,
    cooldownMinutes: change.cooldownMinutes ?? rule.cooldownMinutes,
    assess: (snapshot, limits) => rule.assess(snapshot, limits).map(withSeverity),
  };
}
