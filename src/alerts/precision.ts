/** How often people called an alert of a rule not useful, and how often it fired. */
export interface RuleFeedback {
  readonly ruleId: string;
  readonly fired: number;
  readonly notUseful: number;
}

/** The share of a rule's alerts that nobody called not useful. */
export interface RulePrecision extends RuleFeedback {
  /** Null when it did not fire. */
  readonly precision: number | null;
}

/** The least useful rules first. */
export function measurePrecision(feedback: readonly RuleFeedback[]): RulePrecision[] {
  return feedback
    .map((rule) => ({
      ...rule,
      precision: rule.fired === 0 ? null : Math.max(0, rule.fired - rule.notUseful) / rule.fired,
    }))
    .toSorted(
      (one, other) => (one.precision ?? 2) - (other.precision ?? 2) || (one.ruleId < other.ruleId ? -1 : 1),
    );
}
