import type { ActionsBlock, Button, ConfirmationDialog, Overflow, PlainTextOption } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { plain } from "../kit/text.ts";

/** The most buttons in a row; the rest go behind the three dots. */
const MAX_BUTTONS = 5;
/** Slack's limit on the options behind the three dots. */
const MAX_MORE = 5;

/** Something that can be done about an alert: a button, or an option behind the three dots (`more`: its value there). */
interface Offer {
  readonly button: Button;
  /** Null when it asks for confirmation first, which an option cannot. */
  readonly more: string | null;
}

/** The buttons of an alert's card in its state. */
export function alertButtons(card: AlertCard, publicUrl: string): ActionsBlock[] {
  const { alert, incident } = card;
  const offers = offersOf(card, publicUrl);
  const fits = offers.length <= MAX_BUTTONS;
  // Whatever asks for confirmation stays a button; the others are ordered by importance.
  const shown = fits ? offers : offers.filter(({ more }, index) => more === null || index < MAX_BUTTONS);
  const rest = fits ? [] : offers.filter((offer) => !shown.includes(offer));
  const elements = [
    ...shown.map(({ button }) => button),
    ...moreOf(
      rest.flatMap(({ button, more }) => (more === null ? [] : [{ button, more }])),
      publicUrl,
    ),
  ];
  if (elements.length === 0) return [];
  // A new block_id with every version: clients keep the state of a block whose id they know.
  return [{ type: "actions", block_id: `alert:${alert.alertId}:${incident.version}`, elements }];
}

function offersOf({ alert, incident: { state }, runbook, runStatus }: AlertCard, publicUrl: string): Offer[] {
  const { tenantId, alertId, runId } = alert;
  const value = JSON.stringify({ tenantId, alertId });
  const more = (verb: string) => `${verb}:${alertId}:${tenantId}`;
  const offers: Offer[] = [];
  if (state === "firing") {
    offers.push({ button: acknowledgeButton(value), more: null });
  }
  if (state !== "resolved") {
    offers.push({ button: resolveButton(value), more: null });
    offers.push({
      button: { type: "button", action_id: "silence-alert", text: plain("Silence…", 75), value },
      more: more("silence"),
    });
    offers.push({
      button: { type: "button", action_id: "alert-people", text: plain("Hand over, call…", 75), value },
      more: more("people"),
    });
  }
  if (runId !== null && runStatus === "running") {
    offers.push({ button: stopRunButton({ tenantId, runId }), more: null });
  }
  if (runbook !== null) {
    offers.push({
      button: { type: "button", action_id: "open-runbook", text: plain("Runbook", 75), value },
      more: more("runbook"),
    });
  }
  if (runId !== null && runStatus !== "running") {
    offers.push({
      button: { type: "button", action_id: "rerun-stage", text: plain("Rerun stage…", 75), value },
      more: more("rerun"),
    });
  }
  offers.push({
    button: { type: "button", action_id: "not-useful", text: plain("Not useful…", 75), value },
    more: more("not-useful"),
  });
  if (runbook !== null) {
    offers.push({
      button: {
        type: "button",
        action_id: "open-link",
        text: plain("Runbook page", 75),
        url: `${publicUrl}/runbooks/${encodeURIComponent(runbook.id)}`,
      },
      more: "link",
    });
  }
  return offers;
}

/** Acknowledges an alert; also used in lists and App Home. */
export function acknowledgeButton(value: string): Button {
  return {
    type: "button",
    action_id: "acknowledge-alert",
    style: "primary",
    text: plain("Acknowledge", 75),
    value,
  };
}

function resolveButton(value: string): Button {
  return {
    type: "button",
    action_id: "resolve-alert",
    text: plain("Resolve…", 75),
    value,
  };
}

/** Stops a run, after a confirmation. */
export function stopRunButton(run: { readonly tenantId: string; readonly runId: string }): Button {
  return {
    type: "button",
    action_id: "stop-run",
    style: "danger",
    text: plain("Stop run", 75),
    value: JSON.stringify({ tenantId: run.tenantId, runId: run.runId }),
    confirm: question(
      "Stop this run?",
      "What it has done is kept, and a later run can continue from it. Work in progress ends within seconds.",
      "Stop it",
      "Let it run",
    ),
  };
}

export function question(title: string, text: string, confirm: string, deny: string): ConfirmationDialog {
  return {
    title: plain(title, 100),
    text: plain(text, 300),
    confirm: plain(confirm, 30),
    deny: plain(deny, 30),
  };
}

function moreOf(
  rest: readonly { readonly button: Button; readonly more: string }[],
  publicUrl: string,
): Overflow[] {
  if (rest.length === 0) return [];
  const options = rest.slice(0, MAX_MORE).map(
    ({ button, more }): PlainTextOption => ({
      text: plain(button.text.text, 75),
      // Only a tenant id longer than any in use would exceed Slack's limit.
      value: more.slice(0, 150),
      ...(button.url?.startsWith(publicUrl) === true && { url: button.url }),
    }),
  );
  return [{ type: "overflow", action_id: "alert-more", options }];
}
