import type { RespondFn } from "@slack/bolt";
import { errorCode } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { escapeText, shortId } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Stops a run for an operator and says so, to the operator and in the threads of the run's open alerts. */
export async function stopRun(
  { slackUserId, tenantId, runId }: { slackUserId: string; tenantId: string; runId: string },
  respond: RespondFn,
  dependencies: BotDependencies,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "run.cancel", dependencies);
  await dependencies.runs.cancel({ tenantId, runId, actor: `slack:${slackUserId}` });
  const note = { tenantId, runId, actor: slackUserId, now: dependencies.clock() };
  await dependencies.alerts
    .noteStop(note)
    // The run has been stopped all the same, and the answer must say so.
    .catch((error: unknown) => dependencies.logger.warn("stop not noted", { code: errorCode(error), runId }));
  await respond({
    response_type: "ephemeral",
    replace_original: false,
    text: `⏹️ Run \`${shortId(runId)}\` of ${escapeText(tenantId, 100)} is stopped; work in progress ends within seconds. \`/run-rerun ${shortId(runId)}\` repeats a stage of it.`,
  });
}
