import { findMeantRun } from "../access/find-meant-run.ts";
import { runStatsMessage } from "../blocks/runs/run-stats-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/run-stats`: how a run went, stage by stage and vendor by vendor. */
export const runStatsCommand: SlashCommand = {
  name: "/run-stats",
  description: "How a run went beside the nights before: stages, vendors, cost, charts",
  usage: "[run id | latest | latest-rerun] [tenant] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const { stats, otherTenants } = await findMeantRun(payload.user_id, words, "run.stats", dependencies);
    const history = await dependencies.runs.readHistory(stats.run);
    const hints =
      words.rest.length === 0 && words.runRef === "latest" && otherTenants.length > 0
        ? [`You also see ${otherTenants.slice(0, 10).join(", ")}: /run-stats latest ${otherTenants[0]}`]
        : [];
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      ...runStatsMessage(stats, history, dependencies.clock(), hints),
    });
  },
};
