import type { ActionsBlock, Button } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { plain } from "../kit/text.ts";
import { actButton } from "./act-button.ts";
import { alertMenu } from "./alert-menu.ts";

export const ACKNOWLEDGE_LABEL = "Acknowledge";
export const RESOLVE_LABEL = "Resolve…";

/**
 * The row of an open alert's card: the next step, Acknowledge (or Resolve once somebody has it), and the menu.
 * `turn` counts the choices made in the menu.
 */
export function alertButtons(card: AlertCard, turn: number): ActionsBlock {
  const { alert, act, incident } = card;
  const value = JSON.stringify({ tenantId: alert.tenantId, alertId: alert.alertId });
  const second =
    incident.state === "firing" ? acknowledgeButton(value, { isFirst: false }) : resolveButton(value);
  return {
    type: "actions",
    // A new block_id with every version and every choice: clients keep the state of a block whose id they know.
    block_id: cardBlockId(card, turn),
    elements: [actButton(act, alert), second, alertMenu(card)],
  };
}

/** The block that holds a card's menu. */
export function cardBlockId({ alert, incident }: AlertCard, turn: number): string {
  return `alert:${alert.alertId}:${incident.version}${turn === 0 ? "" : `:${turn}`}`;
}

/** How many choices were made in the menu of a card's block. */
export function menuTurnOf(blockId: string): number {
  return Number(/^alert:[^:]+:\d+:(\d+)$/.exec(blockId)?.[1] ?? 0);
}

/** Acknowledges an alert; also used in lists and App Home. `isFirst`: no other button beside it matters more. */
export function acknowledgeButton(
  value: string,
  { isFirst }: { readonly isFirst: boolean } = { isFirst: true },
): Button {
  return {
    type: "button",
    action_id: "acknowledge-alert",
    ...(isFirst && { style: "primary" as const }),
    text: plain(ACKNOWLEDGE_LABEL, 75),
    value,
  };
}

function resolveButton(value: string): Button {
  return { type: "button", action_id: "resolve-alert", text: plain(RESOLVE_LABEL, 75), value };
}
