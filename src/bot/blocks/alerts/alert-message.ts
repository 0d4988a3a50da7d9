import type { KnownBlock } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import type { Alert } from "../../../entities/alert.ts";
import { endingText } from "../../../entities/ending.ts";
import { slackMention } from "../../../entities/slack-mention.ts";
import { countText, durationText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "../kit/status-words.ts";
import {
  context,
  cutText,
  dateText,
  escapeCode,
  escapeProse,
  escapeText,
  header,
  localTimes,
  mrkdwn,
  personText,
  section,
  shortId,
  traceText,
} from "../kit/text.ts";
import { alertButtons } from "./alert-buttons.ts";

/** At most this many alerts of the same run are named; the rest is a number. */
const MOST_OTHERS = 5;

/** The card of an alert: what, where, since when, how bad, what to do first, and the buttons for its state. */
export function alertMessage(card: AlertCard, publicUrl: string): Message {
  const { alert, incident } = card;
  const mark =
    incident.state === "firing" ? SEVERITY_MARKS[incident.severity] : ALERT_STATE_MARKS[incident.state];
  const title = `${mark} ${alert.drill === true ? "DRILL " : ""}${alert.tenantId}: ${card.runbook?.title ?? alert.ruleId}`;
  const called = card.mention
    .flatMap((id) => slackMention(id) ?? [])
    .map((mention) => `${mention} `)
    .join("");
  const blocks: KnownBlock[] = [
    header(title),
    section(`${called}${localTimes(escapeText(alert.summary, 1500))}`),
    ...(card.cause === null ? [] : [context(`🔎 ${escapeText(card.cause, 700)}`)]),
    ...otherSections(incident),
    { type: "section", fields: facts(card).map(mrkdwn) },
    ...errorSections(card),
    ...stepSections(card),
    context(...history(card)),
    ...pastLines(card),
    ...alertButtons(card, publicUrl),
  ];
  return {
    text: cutText(
      `${called}${escapeText(title)} (${incident.state}, ${incident.severity}). ${escapeText(alert.summary)}`,
      1000,
    ),
    blocks,
  };
}

/** What else is wrong with the same run: one line for each alert, the most important first. */
function otherSections({ others }: AlertCard["incident"]): KnownBlock[] {
  if (others.length === 0) return [];
  const lines = others.slice(0, MOST_OTHERS).map(({ title, severity, state, summary }) => {
    const mark = state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state];
    return `${mark} *${escapeText(title, 100)}*: ${localTimes(escapeText(summary, 250))}`;
  });
  const rest = others.length > MOST_OTHERS ? [`and ${others.length - MOST_OTHERS} more`] : [];
  return [section(["*Also in this run*", ...lines, ...rest].join("\n"))];
}

function facts({ alert, incident, comparison }: AlertCard): string[] {
  const before = comparison ?? (alert.runId === null ? null : "None yet to compare with.");
  return [
    `*Where*\n${escapeText(alert.tenantId, 100)} · ${escapeText(alert.subject, 200)}`,
    `*Since*\n${dateText(alert.firedAt)}`,
    `*Severity*\n${SEVERITY_MARKS[incident.severity]} ${incident.severity}`,
    ...(alert.runId === null ? [] : [`*Run*\n\`${shortId(alert.runId)}\``]),
    ...(alert.occurrences > 1
      ? [`*Seen*\n${countText(alert.occurrences)} times, last ${dateText(alert.lastSeenAt)}`]
      : []),
    ...(before === null ? [] : [`*Earlier nights*\n${escapeText(before, 500)}`]),
  ];
}

function errorSections({ errorClasses }: AlertCard): KnownBlock[] {
  if (errorClasses.length === 0) return [];
  const lines = errorClasses.slice(0, 3).map(({ errorCode, count, examples }) => {
    const companies = examples.slice(0, 2).map((name) => escapeText(name, 80));
    const named = companies.length === 0 ? "" : `: ${companies.join(" · ")}${count > 2 ? " …" : ""}`;
    return `• \`${escapeCode(errorCode, 80)}\` ${countText(count)} ×${named}`;
  });
  return [section(["*Top errors*", ...lines].join("\n"))];
}

function stepSections({ alert, incident, runbook }: AlertCard): KnownBlock[] {
  if (incident.state === "resolved") return [];
  if (runbook === null) {
    return [section(`*No runbook* is written for \`${escapeText(alert.ruleId, 80)}\` yet.`)];
  }
  const steps = runbook.firstSteps
    .slice(0, 3)
    .map((step, index) => `${index + 1}. ${escapeProse(step, 400)}`);
  return steps.length === 0 ? [] : [section(["*First steps*", ...steps].join("\n"))];
}

/** How it ended: this one, or the last of its kind. */
function pastLines({ ending, lastTime }: AlertCard): KnownBlock[] {
  const said = endingText(ending);
  if (said !== null) return [context(`📝 ${escapeText(said, 600)}`)];
  if (lastTime === null) return [];
  const { by, at, afterMs } = lastTime;
  const who = by === "system" ? "went away by itself" : `ended by ${personText(by)}`;
  const what = endingText(lastTime);
  const doing = what === null ? "" : `: ${escapeText(what, 400)}`;
  return [
    context(
      `🕘 Last time, ${dateText(at)}, it ${by === "system" ? who : `was ${who}`} after ${durationText(afterMs)}${doing}`,
    ),
  ];
}

/** Who is working on it and its state, then where to look next. */
function history({ alert, silence, traceUrl, traceId }: AlertCard): string[] {
  const lines = holders(alert);
  const quiet =
    silence === null
      ? []
      : [
          `🔕 Silenced until ${dateText(silence.endsAt)} by ${personText(silence.createdBy)}: ${escapeText(silence.reason, 200)}`,
        ];
  const trace =
    traceUrl !== null && isLink(traceUrl)
      ? [`<${traceUrl}|Trace>`]
      : traceId === null
        ? []
        : [`Trace \`${traceText(traceId)}\``];
  return [...lines, ...quiet, `Rule \`${escapeText(alert.ruleId, 80)}\``, ...trace];
}

function holders(alert: Alert): string[] {
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
  return lines;
}

function isLink(url: string): boolean {
  return /^https?:\/\/[^\s|<>]{1,2000}$/.test(url);
}
