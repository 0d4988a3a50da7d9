import type { AlertAct, AlertActResult } from "../../alerts/raising/alert-act.ts";
import { requireRole } from "../access/require-role.ts";
import { alertMessage } from "../blocks/alerts/alert-message.ts";
import { NOTE_BLOCK } from "../blocks/alerts/alert-note-message.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { drawHome } from "../home/draw-home.ts";
import { homePageOf } from "../home/home-page-of.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";
import { decline } from "../requests/decline.ts";
import { readAlertRef } from "../requests/references.ts";
import { placeOf, redrawCard } from "./redraw-card.ts";

/** What the buttons of an alert card have in common: an operator presses one, the alert changes once, and the card shows it. */
export async function changeAlert(
  { body, value, client, respond }: ActionCall,
  action: "alert.acknowledge",
  act: (alertAct: AlertAct) => Promise<AlertActResult>,
  dependencies: BotDependencies,
): Promise<void> {
  const { tenantId, alertId } = readAlertRef(value);
  const slackUserId = body.user.id;
  await requireRole({ slackUserId, tenantId }, action, dependencies);
  const { outcome, alert, card } = await act({
    tenantId,
    alertId,
    actor: slackUserId,
    now: dependencies.clock(),
  });
  if (body.view?.type === "home")
    await drawHome({ slackUserId, page: homePageOf(body) }, client, dependencies);
  else if (body.container["is_ephemeral"] === true) {
    await respond({ replace_original: true, ...alertMessage(card) });
  } else if (!isNote(body)) {
    await redrawCard(placeOf(body), alertMessage(card), {
      client,
      respond,
      logger: dependencies.logger,
    });
  }
  const { acknowledgedBy, resolvedBy, state } = alert;
  // A double click: the card shows what the same person has just done.
  const isOwn = (state === "resolved" ? resolvedBy : acknowledgedBy) === slackUserId;
  if (outcome === "unchanged" && !isOwn) {
    const text = `Already ${describeAlertState(alert)} Nothing was changed.`;
    await respond({
      response_type: "ephemeral",
      replace_original: false,
      text: decline(text, { code: "unchanged", action, tenantId, alertId }, dependencies),
    });
  }
}

/** A note stays as it is: the card is redrawn where it is, and says who acknowledged the alert. */
function isNote({ actions }: ActionCall["body"]): boolean {
  return actions.some(({ block_id: blockId }) => blockId?.startsWith(NOTE_BLOCK) === true);
}
