import type { Severity } from "../../entities/vocabulary.ts";
import { withLoss } from "./phrases.ts";
import type { AlertRule, Assessment, Finding, Loss, RuleSettings, RunSnapshot } from "./rule.ts";

/** What a rule can decide about a subject. */
export interface Say {
  fires(subject: string, what: Found & { readonly severity?: Severity }): Assessment;
  /** Judged, and fine: an open alert about it ends. */
  clear(subject: string): Assessment;
  /** Not enough data to judge it; the rule's row says what follows. */
  noData(subject: string, what: Found): Assessment[];
}

/** What a rule says of a condition. */
export type Found = Pick<Finding, "summary" | "facts" | "begunAt"> & { readonly loss: Loss };

/** Makes a rule from its row in the table and its decision, which receives the tenant's limits by name. */
export function createRule<Name extends string, Snapshot = RunSnapshot>(
  settings: RuleSettings<Name>,
  decide: (snapshot: Snapshot, limits: Readonly<Record<Name, number>>, say: Say) => Assessment[],
): AlertRule<Snapshot> {
  const ruleId = settings.id;
  const say: Say = {
    fires: (subject, { severity = settings.severity, summary, loss, ...what }) => ({
      ruleId,
      subject,
      finding: { ruleId, subject, severity, summary: withLoss(summary, loss), ...what },
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
