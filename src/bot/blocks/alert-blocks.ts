import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import type { Alert } from "../../entities/alert.ts";
import { countText } from "./measures.ts";
import type { Message } from "./message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "./status-words.ts";
import {
  context,
  cutText,
  dateText,
  escapeText,
  header,
  mrkdwn,
  personText,
  plain,
  section,
} from "./text.ts";

/** An alert with all that its card shows. */
export interface AlertCard {
  readonly alert: Alert;
  /** How it compares with the nights before, in one sentence; null without history. */
  readonly comparison: string | null;
  /** The commonest first. */
  readonly errorClasses: readonly { readonly errorCode: string; readonly count: number }[];
  /** Where the trace of the commonest error can be seen; null when there is no such place. */
  readonly traceUrl: string | null;
  /** Null for a rule whose runbook is missing. */
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    /** What to do first, in order. */
    readonly firstSteps: readonly string[];
  } | null;
}

/** The card of an alert: what, where, since when, how bad, what to do first, and what can be pressed now. */
export function alertMessage(card: AlertCard, publicUrl: string): Message {
  const { alert } = card;
  const mark = alert.state === "firing" ? SEVERITY_MARKS[alert.severity] : ALERT_STATE_MARKS[alert.state];
  const title = `${mark} ${alert.drill === true ? "DRILL " : ""}${alert.tenantId}: ${card.runbook?.title ?? alert.ruleId}`;
  const blocks: KnownBlock[] = [
    header(title),
    section(escapeText(alert.summary, 1500)),
    { type: "section", fields: facts(card).map(mrkdwn) },
    ...errorSections(card),
    ...stepSections(card),
    context(...history(alert)),
    ...buttons(card, publicUrl),
  ];
  return {
    text: cutText(
      `${escapeText(title)} (${alert.state}, ${alert.severity}). ${escapeText(alert.summary)}`,
      1000,
    ),
    blocks,
  };
}

function facts({ alert, comparison }: AlertCard): string[] {
  return [
    `*Where*\n${escapeText(alert.tenantId, 100)} · ${escapeText(alert.subject, 200)}`,
    `*Since*\n${dateText(alert.firedAt)}`,
    `*Severity*\n${SEVERITY_MARKS[alert.severity]} ${alert.severity}`,
    ...(alert.runId === null ? [] : [`*Run*\n\`${alert.runId}\``]),
    ...(alert.occurrences > 1
      ? [`*Seen*\n${countText(alert.occurrences)} times, last ${dateText(alert.lastSeenAt)}`]
      : []),
    ...(comparison === null ? [] : [`*Compared with earlier nights*\n${escapeText(comparison, 500)}`]),
  ];
}

function errorSections({ errorClasses, traceUrl }: AlertCard): KnownBlock[] {
  if (errorClasses.length === 0) return [];
  const lines = errorClasses
    .slice(0, 3)
    .map(
      ({ errorCode, count }) =>
        `• \`${escapeText(errorCode.replaceAll("`", "ʼ"), 80)}\` ${countText(count)} ×`,
    );
  const link = traceUrl === null || !isLink(traceUrl) ? [] : [`<${traceUrl}|Trace of the commonest>`];
  return [section(["*Top errors*", ...lines, ...link].join("\n"))];
}

function stepSections({ alert, runbook }: AlertCard): KnownBlock[] {
  if (alert.state === "resolved") return [];
  if (runbook === null) {
    return [section(`*No runbook* is written for \`${escapeText(alert.ruleId, 80)}\` yet.`)];
  }
  const steps = runbook.firstSteps.slice(0, 3).map((step, index) => `${index + 1}. ${escapeText(step, 400)}`);
  return steps.length === 0 ? [] : [section(["*First steps*", ...steps].join("\n"))];
}

function history(alert: Alert): string[] {
  const lines: string[] = [];
  if (alert.acknowledgedAt !== null && alert.acknowledgedBy !== null) {
    lines.push(`👀 Acknowledged by ${personText(alert.acknowledgedBy)} ${dateText(alert.acknowledgedAt)}`);
  }
  if (alert.state === "resolved" && alert.resolvedAt !== null) {
    const who =
      alert.resolvedBy === null || alert.resolvedBy === "system"
        ? "Resolved by itself: the condition is gone"
        : `Resolved by ${personText(alert.resolvedBy)}`;
    lines.push(`✅ ${who} ${dateText(alert.resolvedAt)}`);
  }
  if (lines.length === 0) lines.push("Nobody has taken it yet.");
  return [...lines, `Rule \`${escapeText(alert.ruleId, 80)}\``];
}

function buttons({ alert, runbook }: AlertCard, publicUrl: string): ActionsBlock[] {
  const value = JSON.stringify({ tenantId: alert.tenantId, alertId: alert.alertId });
  const elements: Button[] = [];
  if (alert.state === "firing") {
    elements.push({
      type: "button",
      action_id: "acknowledge-alert",
      style: "primary",
      text: plain("Acknowledge", 75),
      value,
    });
  }
  if (alert.state !== "resolved") {
    elements.push({
      type: "button",
      action_id: "resolve-alert",
      text: plain("Resolve", 75),
      value,
      confirm: {
        title: plain("Resolve this alert?", 100),
        text: plain("If the condition is still there, the next evaluation raises a new one.", 300),
        confirm: plain("Resolve", 30),
        deny: plain("Not yet", 30),
      },
    });
  }
  if (runbook !== null) {
    elements.push(
      { type: "button", action_id: "open-runbook", text: plain("Runbook", 75), value: runbook.id },
      {
        type: "button",
        action_id: "open-link",
        text: plain("Runbook page", 75),
        url: `${publicUrl}/runbooks/${encodeURIComponent(runbook.id)}`,
      },
    );
  }
  if (elements.length === 0) return [];
  // A new block_id with every version: clients keep the state of a block they think they know.
  return [{ type: "actions", block_id: `alert:${alert.alertId}:${alert.version}`, elements }];
}

function isLink(url: string): boolean {
  return /^https?:\/\/[^\s|<>]{1,2000}$/.test(url);
}
