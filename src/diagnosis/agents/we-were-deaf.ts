import type { Hypothesis } from "../hypothesis.ts";
import { countedText, known } from "../known.ts";

/** Our own server was away, so that nothing could arrive. */
export const weWereDeaf: Hypothesis = {
  id: "we-were-deaf",
  area: "runner",
  explains: ["agent_silence"],
  needs: ["agent", "probes"],
  claims: () => "we were away ourselves, so that nothing could arrive",
  helps: "see what was wrong with the HTTP server; agents with the SDK send what waited",
  doesNotHelp: "restarting the agent",
  weigh({ probes }) {
    const bot = (known(probes)?.breached ?? []).filter(
      ({ ruleId }) => ruleId === "PL-20" || ruleId === "PL-21",
    );
    return bot.length === 0
      ? null
      : [
          {
            weight: 0.8,
            says: `${countedText(bot.length, "probe")} of our own service was breached at the time`,
          },
        ];
  },
};
