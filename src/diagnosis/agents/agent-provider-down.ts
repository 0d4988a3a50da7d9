import type { Hypothesis } from "../hypothesis.ts";
import { known, percentText, shareOf, totalOf } from "../known.ts";

/** What the agent calls is down. */
export const agentProviderDown: Hypothesis = {
  id: "agent-provider-down",
  area: "agent",
  explains: ["agent_errors"],
  needs: ["agent"],
  claims: () => "what the agent calls is down or out of reach",
  helps: "look at the provider's status page",
  doesNotHelp: "restarting the agent",
  weigh({ agent }) {
    const errors = known(agent)?.errors ?? [];
    const share = shareOf(
      totalOf(
        errors.filter(({ code }) =>
          /5\d\d|timeout|server|unavailable|overloaded|ECONN|network|connection/i.test(code),
        ),
      ),
      totalOf(errors),
    );
    return share < 0.3
      ? null
      : [
          {
            weight: 0.45 + 0.45 * share,
            says: `${percentText(share)} of its errors are errors of a server or no answer`,
          },
        ];
  },
};
