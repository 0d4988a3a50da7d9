/** How many alerts of a rule were announced, and how many of them somebody called not useful. */
export interface RuleFeedback {
  readonly ruleId: string;
  readonly alerts: number;
  readonly notUseful: number;
}

/** The share of a rule's alerts that nobody called not useful. */
export interface RulePrecision extends RuleFeedback {
  readonly precision: number;
}

/** The least useful rules first; rules without alerts have no precision and are left out. */
export function measurePrecision(feedback: readonly RuleFeedback[]): RulePrecision[] {
  return feedback
    .filter(({ alerts }) => alerts > 0)
    .map((rule) => ({ ...rule, precision: (rule.alerts - rule.notUseful) / rule.alerts }))
    .toSorted((one, other) => one.precision - other.precision || (one.ruleId < other.ruleId ? -1 : 1));
}
