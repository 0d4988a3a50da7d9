import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** Charged calls have no known price, so that costs are higher than shown and spending limits do not hold. One alert per vendor. */
export const unpricedCalls = createRule(RULE_TABLE["UP-14"], ({ run, vendors }, { toleratedCalls }, say) =>
  vendors.flatMap(({ vendor, calls, unpricedCalls: unpriced }) => {
    if (unpriced > toleratedCalls) {
      const summary = `${counted(unpriced, "call")} of ${calls} to ${vendor} ${unpriced === 1 ? "has" : "have"} no known price: the run cost more than is shown.`;
      return [
        say.fires(vendor, {
          summary,
          loss: "No lead is lost, but spending limits do not hold for them.",
          facts: { runId: run.runId, vendor, calls, unpricedCalls: unpriced },
        }),
      ];
    }
    return calls > 0 ? [say.clear(vendor)] : [];
  }),
);
