import type { ActionCall } from "./block-action.ts";
import { alertMessage } from "./blocks/alert-blocks.ts";
import { dateText, personText } from "./blocks/text.ts";
import type { AlertAct, AlertActResult, BotDependencies } from "./dependencies.ts";
import { placeOf, redrawCard } from "./redraw-card.ts";
import { readAlertRef } from "./references.ts";
import { requireRole } from "./require-role.ts";

/** What the buttons of an alert card have in common: an operator presses, the alert changes once, the card shows it. */
export async function actOnAlert(
  { body, value, client, respond }: ActionCall,
  action: "alert.acknowledge" | "alert.resolve",
  act: (alertAct: AlertAct) => Promise<AlertActResult>,
  dependencies: BotDependencies,
): Promise<void> {
  const { tenantId, alertId } = readAlertRef(value);
  const slackUserId = body.user.id;
  await requireRole({ slackUserId, tenantId }, "operator", action, dependencies);
  const { outcome, card } = await act({ tenantId, alertId, actor: slackUserId, now: dependencies.clock() });
  await redrawCard(placeOf(body), alertMessage(card, dependencies.publicUrl), {
    client,
    respond,
    logger: dependencies.logger,
  });
  if (outcome === "unchanged") {
    await respond({ response_type: "ephemeral", replace_original: false, text: alreadyText(card.alert) });
  }
}

function alreadyText({
  state,
  acknowledgedBy,
  acknowledgedAt,
  resolvedBy,
  resolvedAt,
}: AlertActResult["card"]["alert"]): string {
  const [by, at] = state === "resolved" ? [resolvedBy, resolvedAt] : [acknowledgedBy, acknowledgedAt];
  const who = by === null || by === "system" ? "" : ` by ${personText(by)}`;
  return `Already ${state}${who}${at === null ? "" : ` ${dateText(at)}`}.`;
}
