import type { Severity } from "../../entities/vocabulary.ts";
import type { AlertRule, Assessment, Finding, RuleSettings, RunSnapshot } from "./rule.ts";

/** What a rule's decision may say about a subject. */
export interface Say {
  fires(
    subject: string,
    what: Pick<Finding, "summary" | "facts"> & { readonly severity?: Severity },
  ): Assessment;
  /** Looked at and fine: an open alert about it ends. */
  clear(subject: string): Assessment;
  /** There is not enough to judge it by: what that means is in the rule's row. */
  noData(subject: string, what: Pick<Finding, "summary" | "facts">): Assessment[];
}

/** Makes a rule of its row in the table and its decision, which gets the tenant's limits by their names. */
export function createRule<Name extends string, Snapshot = RunSnapshot>(
  settings: RuleSettings<Name>,
  decide: (snapshot: Snapshot, limits: Readonly<Record<Name, number>>, say: Say) => Assessment[],
): AlertRule<Snapshot> {
  const ruleId = settings.id;
  const say: Say = {
    fires: (subject, { severity = settings.severity, summary, facts }) => ({
      ruleId,
      subject,
      finding: { ruleId, subject, severity, summary, facts },
    }),
    clear: (subject) => ({ ruleId, subject, finding: null }),
    noData(subject, what) {
      switch (settings.noData) {
        case "alerting":
          return [say.fires(subject, what)];
        case "ok":
          return [say.clear(subject)];
        case "keep":
          return [];
      }
    },
  };
  return { ...settings, assess: (snapshot, limits) => decide(snapshot, limits, say) };
}
