import type { Hypothesis } from "../hypothesis.ts";
import { known } from "../known.ts";

/** The agent costs what it always costs: the limit is low. */
export const agentUsualCost: Hypothesis = {
  id: "agent-usual-cost",
  area: "none",
  explains: ["agent_cost"],
  needs: ["agent"],
  claims: () => "nothing is new: the agent costs what it costs on other days, and the limit is below that",
  helps: "raise the limit of the rule, or leave it as a reminder",
  doesNotHelp: null,
  weigh({ agent }) {
    const facts = known(agent);
    if (facts === null || facts.costUsdBefore === null || facts.costUsdBefore === 0) return null;
    const times = facts.costUsd / facts.costUsdBefore;
    return times > 1.2
      ? null
      : [
          {
            weight: 0.75,
            says: `$${facts.costUsd.toFixed(2)} today, $${facts.costUsdBefore.toFixed(2)} on an ordinary day`,
          },
        ];
  },
};
