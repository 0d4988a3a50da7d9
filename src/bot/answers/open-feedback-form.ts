import type { WebClient } from "@slack/web-api";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { notUsefulView } from "../blocks/alerts/not-useful-view.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Asks why an alert was not useful. Everybody who may see the alert may answer. */
export async function openFeedbackForm(
  who: { readonly client: WebClient; readonly triggerId: string; readonly slackUserId: string },
  { tenantId, alertId }: AlertRef,
  dependencies: BotDependencies,
): Promise<void> {
  await requireRole({ slackUserId: who.slackUserId, tenantId }, "alert.feedback", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId);
  const view = notUsefulView(card.alert, JSON.stringify({ tenantId, alertId }));
  await who.client.views.open({ trigger_id: who.triggerId, view });
}
