import type { RespondFn } from "@slack/bolt";
import { shortId } from "./blocks/text.ts";
import type { BotDependencies } from "./dependencies.ts";
import { requireRole } from "./require-role.ts";

/** Ends a run for an operator, and says so. */
export async function stopRun(
  { slackUserId, tenantId, runId }: { slackUserId: string; tenantId: string; runId: string },
  respond: RespondFn,
  dependencies: BotDependencies,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "operator", "run.cancel", dependencies);
  await dependencies.runs.cancel({ tenantId, runId, actor: `slack:${slackUserId}` });
  await respond({
    response_type: "ephemeral",
    replace_original: false,
    text: `⏹️ Run \`${shortId(runId)}\` of ${tenantId} is stopped; what is under way ends within seconds. \`/run-rerun ${shortId(runId)}\` does a stage of it again.`,
  });
}
