import type { Hypothesis } from "../hypothesis.ts";
import { known, percentText, shareOf, totalOf } from "../known.ts";

/** The agent's provider limits its rate or its quota is gone. */
export const agentLimited: Hypothesis = {
  id: "agent-limited",
  area: "agent",
  explains: ["agent_errors"],
  needs: ["agent"],
  claims: () => "the agent's provider limits it, or its quota is gone",
  helps: "look at the account at the provider",
  doesNotHelp: "restarting the agent",
  weigh({ agent }) {
    const errors = known(agent)?.errors ?? [];
    const share = shareOf(
      totalOf(errors.filter(({ code }) => /429|rate|quota|insufficient/i.test(code))),
      totalOf(errors),
    );
    return share < 0.3
      ? null
      : [{ weight: 0.45 + 0.45 * share, says: `${percentText(share)} of its errors are limits or quotas` }];
  },
};
