import type { WebClient } from "@slack/web-api";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { alertDetailsView } from "../blocks/alerts/alert-details-view.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Shows what an alert's card leaves out. */
export async function openDetails(
  {
    client,
    triggerId,
    slackUserId,
  }: { readonly client: WebClient; readonly triggerId: string; readonly slackUserId: string },
  { tenantId, alertId }: AlertRef,
  dependencies: Pick<BotDependencies, "access" | "alerts" | "publicUrl">,
): Promise<void> {
  await requireRole({ slackUserId, tenantId }, "alert.read", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  await client.views.open({ trigger_id: triggerId, view: alertDetailsView(card, dependencies.publicUrl) });
}
