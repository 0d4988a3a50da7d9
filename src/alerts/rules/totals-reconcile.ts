import { createRule } from "../rulebook/create-rule.ts";
import { percent } from "../rulebook/phrases.ts";
import type { ReconciledTotal } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** A total of a finished run differs from the count of its events or companies: something was lost or counted twice. */
export const totalsReconcile = createRule(
  RULE_TABLE["RC-13"],
  ({ run, reconciled }, { toleratedRatio }, say) => {
    if (reconciled === null) return [];
    const subjects = Map.groupBy(reconciled, ({ name }) => name);
    return [...subjects].map(([subject, totals]) => {
      const worst = totals.reduce((one, other) => (differenceOf(other) > differenceOf(one) ? other : one));
      if (differenceOf(worst) <= toleratedRatio) return say.clear(subject);
      const { stored, counted, by } = worst;
      return say.fires(subject, {
        summary: `${subject} has a total of ${stored}, but ${counted} ${by === "events" ? "events" : "companies"} (${percent(differenceOf(worst))} apart, ${percent(toleratedRatio)} is tolerated).`,
        loss: "No lead is lost, but the run's figures and costs cannot be relied on.",
        facts: { runId: run.runId, stored, counted, by, tolerated: toleratedRatio },
      });
    });
  },
);

/** As a share of the larger number. */
function differenceOf({ stored, counted }: ReconciledTotal): number {
  const larger = Math.max(stored, counted);
  return larger === 0 ? 0 : Math.abs(stored - counted) / larger;
}
