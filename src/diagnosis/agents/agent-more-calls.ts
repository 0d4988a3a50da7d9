import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known, shareOf } from "../known.ts";

/** The agent makes more calls than on other days: more work, or a loop. */
export const agentMoreCalls: Hypothesis = {
  id: "agent-more-calls",
  area: "agent",
  explains: ["agent_cost"],
  needs: ["agent"],
  claims: () => "the agent makes more calls than on other days: more work, or a loop",
  helps: "look at its newest runs for repeats; stop it if it loops",
  doesNotHelp: "a cheaper model",
  weigh({ agent }) {
    const facts = known(agent);
    if (facts === null || facts.callsBefore === null) return null;
    const times = shareOf(facts.calls, facts.callsBefore);
    if (times < 1.3) return null;
    return [
      {
        weight: Math.min(0.9, 0.4 + 0.15 * times),
        says: `${countedText(facts.calls, "call")} today, ${facts.callsBefore} on an ordinary day`,
      },
    ];
  },
};
