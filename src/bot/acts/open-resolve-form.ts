import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { NotFoundError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import type { CardPlace } from "../answers/redraw-card.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { resolveView } from "../blocks/alerts/resolve-view.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What the form that resolves an alert carries: the alert, and where its card is (null when it cannot be redrawn). */
export const ResolveFormRef = z.object({
  tenantId: z.string().min(1),
  alertId: z.uuid(),
  place: z.object({ channel: z.string(), ts: z.string() }).nullable(),
});

/** Asks before an alert is resolved; says so when it is resolved already. */
export async function openResolveForm(
  who: { readonly client: WebClient; readonly triggerId: string; readonly slackUserId: string },
  { tenantId, alertId, place }: AlertRef & { readonly place: CardPlace | null },
  dependencies: Pick<BotDependencies, "access" | "alerts">,
): Promise<void> {
  await requireRole({ slackUserId: who.slackUserId, tenantId }, "alert.resolve", dependencies);
  const card = await dependencies.alerts.readCard(tenantId, alertId);
  if (card === null) throw new NotFoundError("alert", alertId.slice(0, 8));
  const ref: z.infer<typeof ResolveFormRef> = { tenantId, alertId, place };
  const view =
    card.incident.state === "resolved"
      ? noticeView("Resolved already", `The alert is already ${describeAlertState(card.alert)}`)
      : resolveView(card, JSON.stringify(ref));
  await who.client.views.open({ trigger_id: who.triggerId, view });
}
