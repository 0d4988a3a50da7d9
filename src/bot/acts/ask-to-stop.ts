import type { RespondFn } from "@slack/bolt";
import { NotFoundError, UsageError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { stopQuestionMessage } from "../blocks/runs/run-list-message.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Asks, for the asker alone, whether an alert's run is to be stopped. */
export async function askToStop(
  { slackUserId, respond }: { readonly slackUserId: string; readonly respond: RespondFn },
  { tenantId, alertId }: AlertRef,
  dependencies: Pick<BotDependencies, "access" | "alerts" | "runs" | "clock">,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "run.cancel", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  const { runId } = card.alert;
  const stats = runId === null ? null : await dependencies.runs.readStats(tenantId, runId);
  if (stats === null) throw new UsageError("This alert is not about a run.");
  if (stats.run.status !== "running") {
    throw new UsageError(`The run is ${stats.run.status} already, so there is nothing to stop.`);
  }
  await respond({
    response_type: "ephemeral",
    replace_original: false,
    ...stopQuestionMessage(stats.run, dependencies.clock()),
  });
}
