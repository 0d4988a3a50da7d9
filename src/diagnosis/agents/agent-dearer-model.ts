import type { Hypothesis } from "../hypothesis.ts";
import { known, shareOf } from "../known.ts";

/** The agent calls a model it did not call before. */
export const agentDearerModel: Hypothesis = {
  id: "agent-dearer-model",
  area: "agent",
  explains: ["agent_cost"],
  needs: ["agent"],
  claims: ({ agent }) => `the agent calls another model: ${known(agent)?.newModels.join(", ") || "unknown"}`,
  helps: "set the model back, or raise the limit",
  doesNotHelp: "waiting: tomorrow costs the same",
  weigh({ agent }) {
    const facts = known(agent);
    // Of an agent's first day every model is new.
    if (facts === null || facts.newModels.length === 0 || facts.callsBefore === null) return null;
    const { calls, callsBefore, costUsd, costUsdBefore } = facts;
    const each = shareOf(costUsd, calls);
    const eachBefore = costUsdBefore === null ? null : shareOf(costUsdBefore, callsBefore);
    return [
      { weight: 0.5, says: `${facts.newModels.join(", ")} is new today` },
      ...(eachBefore === null
        ? []
        : [
            {
              weight: each > 1.5 * eachBefore ? 0.4 : -0.3,
              says: `a call costs $${each.toFixed(4)}, and did cost $${eachBefore.toFixed(4)}`,
            },
          ]),
    ];
  },
};
