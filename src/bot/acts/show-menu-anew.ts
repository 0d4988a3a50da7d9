import { placeOf, redrawCard } from "../answers/redraw-card.ts";
import { menuTurnOf } from "../blocks/alerts/alert-buttons.ts";
import { alertMessage } from "../blocks/alerts/alert-message.ts";
import type { AlertRef } from "../ports/alerts.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { ActionCall } from "../requests/block-action.ts";

/**
 * Draws a card again after a choice in its menu. Slack goes on showing what was chosen, and does not report the same choice
 * twice, until the menu's block has a new id.
 */
export async function showMenuAnew(
  { body, blockId, client, respond }: ActionCall,
  { tenantId, alertId }: AlertRef,
  { alerts, logger }: Pick<BotDependencies, "alerts" | "logger">,
): Promise<void> {
  const card = await alerts.readCard(tenantId, alertId).catch(() => null);
  if (card === null) return;
  const message = alertMessage(card, menuTurnOf(blockId) + 1);
  if (body.container["is_ephemeral"] === true) await respond({ replace_original: true, ...message });
  else await redrawCard(placeOf(body), message, { client, logger });
}
