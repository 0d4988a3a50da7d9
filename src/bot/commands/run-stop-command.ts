import { ConflictError } from "../../errors.ts";
import type { CommandWords } from "../access/command-words.ts";
import { findMeantRun } from "../access/find-meant-run.ts";
import { requireRole } from "../access/require-role.ts";
import { stopQuestionMessage } from "../blocks/runs/run-list-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/run-stop`: stops a running run, after a confirmation. */
export const runStopCommand: SlashCommand = {
  name: "/run-stop",
  description: "Stop a running run, after a confirmation",
  usage: "[run id | latest] [tenant]",
  async answer({ payload, words, respond }, dependencies) {
    const slackUserId = payload.user_id;
    const { stats } = await findMeantRun(slackUserId, runningOf(words), "run.stats", dependencies);
    const { run } = stats;
    const { tenantId, runId, status } = run;
    await requireRole({ slackUserId, tenantId }, "run.cancel", dependencies);
    if (status !== "running") {
      throw new ConflictError(
        `Run ${runId.slice(0, 8)} of ${tenantId} has ended already (${status}). /runs shows the others.`,
      );
    }
    await respond({ response_type: "ephemeral", ...stopQuestionMessage(run, dependencies.clock()) });
  },
};

/** To stop, the latest run is the one in progress, also when it is a rerun. */
function runningOf(words: CommandWords): CommandWords {
  return words.runRef === "latest" ? { ...words, runRef: "latest-running" } : words;
}
