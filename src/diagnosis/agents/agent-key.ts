import type { Hypothesis } from "../hypothesis.ts";
import { known, percentText, shareOf, totalOf } from "../known.ts";

/** The agent's own key is refused. */
export const agentKey: Hypothesis = {
  id: "agent-key",
  area: "agent",
  explains: ["agent_errors"],
  needs: ["agent"],
  claims: () => "a key of the agent is refused",
  helps: "renew the key the agent uses",
  doesNotHelp: "restarting the agent",
  weigh({ agent }) {
    const errors = known(agent)?.errors ?? [];
    const share = shareOf(
      totalOf(errors.filter(({ code }) => /401|403|auth|forbidden|permission/i.test(code))),
      totalOf(errors),
    );
    return share < 0.3
      ? null
      : [{ weight: 0.45 + 0.45 * share, says: `${percentText(share)} of its errors are refusals of a key` }];
  },
};
