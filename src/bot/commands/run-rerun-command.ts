import type { CommandWords } from "../access/command-words.ts";
import { findMeantRun } from "../access/find-meant-run.ts";
import { openRunForm } from "../answers/open-run-form.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/run-rerun`: repeats a stage of an ended run; its cost is shown before it starts. */
export const runRerunCommand: SlashCommand = {
  name: "/run-rerun",
  description: "Repeat a stage of an ended run; shows the cost first",
  usage: "[run id | latest] [tenant]",
  async answer({ payload, words, client }, dependencies) {
    const slackUserId = payload.user_id;
    const { stats } = await findMeantRun(slackUserId, endedOf(words), "run.stats", dependencies);
    const failed = stats.stages.find(({ status }) => status === "failed" || status === "degraded");
    await openRunForm(
      { client, triggerId: payload.trigger_id, slackUserId },
      { tenantId: stats.run.tenantId, rerunOf: stats.run.runId, alertId: null },
      failed?.stage ?? null,
      dependencies,
    );
  },
};

/** To rerun, the latest run is the newest that has ended. */
function endedOf(words: CommandWords): CommandWords {
  return words.runRef === "latest" ? { ...words, runRef: "latest-ended" } : words;
}
