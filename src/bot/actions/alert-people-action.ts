import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { alertPeopleView } from "../blocks/alerts/alert-people-view.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall, BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Opens the form for who has an alert. */
export const alertPeopleAction: BlockAction = {
  actionId: "alert-people",
  press: (call, dependencies) => openPeopleForm(call, readAlertRef(call.value), dependencies),
};

/** Opens the form for who has an alert; says so when it is resolved already. */
export async function openPeopleForm(
  { body, client }: Pick<ActionCall, "body" | "client">,
  { tenantId, alertId }: AlertRef,
  dependencies: Pick<BotDependencies, "access" | "alerts">,
): Promise<void> {
  await requireRole({ slackUserId: body.user.id, tenantId }, "alert.people", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  const view =
    card.incident.state === "resolved"
      ? noticeView("Resolved already", `The alert is already ${describeAlertState(card.alert)}`)
      : alertPeopleView(card, JSON.stringify({ tenantId, alertId }));
  await client.views.open({ trigger_id: body.trigger_id, view });
}
