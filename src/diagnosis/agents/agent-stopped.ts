import type { Hypothesis } from "../hypothesis.ts";
import { known } from "../known.ts";

/** The agent's program stopped. */
export const agentStopped: Hypothesis = {
  id: "agent-stopped",
  area: "agent",
  explains: ["agent_silence"],
  needs: ["agent"],
  claims: ({ agent }) =>
    known(agent)?.lastRunEnded === false
      ? "the agent's program stopped in the middle of a run"
      : "the agent's program is not running",
  helps: "start it again; its own log says why it ended",
  doesNotHelp: null,
  weigh({ agent, probes }) {
    const facts = known(agent);
    if (facts === null) return null;
    const bot = known(probes)?.breached.some(({ ruleId }) => ruleId === "PL-20") === true;
    return [
      { weight: 0.65, says: `nothing came for ${Math.round(facts.minutesSilent)} minutes` },
      { weight: facts.lastRunEnded === false ? 0.15 : 0, says: "its last run was not ended" },
      {
        weight: bot ? -0.5 : 0,
        says: bot ? "we were not there to listen ourselves" : "we were there to listen",
      },
    ];
  },
};
