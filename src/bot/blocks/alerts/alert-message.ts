import type { KnownBlock, SectionBlock } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { counted } from "../../../alerts/rulebook/phrases.ts";
import { endingText } from "../../../entities/ending.ts";
import { sinceOf } from "../../../entities/since-of.ts";
import { slackMention } from "../../../entities/slack-mention.ts";
import type { Severity } from "../../../entities/vocabulary.ts";
import { durationText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "../kit/status-words.ts";
import {
  agoText,
  context,
  cutText,
  dateText,
  escapeProse,
  escapeText,
  header,
  localTimes,
  personText,
  section,
  shortId,
} from "../kit/text.ts";
import { alertButtons, cardBlockId } from "./alert-buttons.ts";
import { alertMenu } from "./alert-menu.ts";

/** The title of a card names a tenant and a rule at this length at most, so that its urgency always fits. */
const TENANT_LENGTH = 50;
const RULE_LENGTH = 60;
/** At most this many alerts of the same run are named; the rest is a number. */
const MOST_OTHERS = 3;

const URGENCY_WORDS: Readonly<Record<AlertCard["urgency"], string>> = {
  now: "act now",
  morning: "can wait until morning",
  later: "can wait",
};

/** What wakes people has a large title; the rest has not. */
const IS_LOUD: Readonly<Record<Severity, boolean>> = {
  critical: true,
  high: true,
  medium: false,
  low: false,
};

/**
 * The card of an alert, on one screen of a phone: what, where and how urgent; the damage against normal; the cause; the next
 * step. `turn`: how many choices were made in its menu.
 */
export function alertMessage(card: AlertCard, turn = 0): Message {
  const { alert, incident, urgency } = card;
  if (incident.state === "resolved") return resolvedMessage(card, turn);
  const title = `${markOf(card)} ${titleOf(card)} · ${URGENCY_WORDS[urgency]}`;
  const blocks: KnownBlock[] = [
    IS_LOUD[incident.severity] ? header(title) : section(`*${escapeText(title, 160)}*`),
    section(
      [
        `${calledText(card)}${damageText(card)}`,
        ...causeLines(card),
        ...lastTimeLines(card),
        ...otherLines(card),
      ].join("\n"),
    ),
    alertButtons(card, turn),
    context(smallPrint(card)),
  ];
  return {
    text: cutText(
      `${calledText(card)}${escapeText(title)} (${incident.state}). ${escapeText(alert.summary)}`,
      1000,
    ),
    blocks,
  };
}

function markOf({ incident }: AlertCard): string {
  return incident.state === "firing" ? SEVERITY_MARKS[incident.severity] : ALERT_STATE_MARKS[incident.state];
}

/** Whom the first post called; kept through edits, which mention nobody anew. */
function calledText({ mention }: AlertCard): string {
  return mention
    .flatMap((id) => slackMention(id) ?? [])
    .map((called) => `${called} `)
    .join("");
}

/** What else is wrong with the same run, by name; the thread and the details say more. */
function otherLines({ incident: { others } }: AlertCard): string[] {
  const open = others.filter(({ state }) => state !== "resolved");
  if (open.length === 0) return [];
  const names = open.slice(0, MOST_OTHERS).map(({ title }) => escapeText(title, 60));
  const rest = open.length > MOST_OTHERS ? [`and ${open.length - MOST_OTHERS} more`] : [];
  return [`*Also in this run:* ${[...names, ...rest].join(" · ")}`];
}

function titleOf({ alert, runbook }: AlertCard): string {
  const drill = alert.drill === true ? "DRILL " : "";
  const what = cutText(runbook?.title ?? alert.ruleId, RULE_LENGTH);
  return `${drill}${cutText(alert.tenantId, TENANT_LENGTH)}: ${what}`;
}

/** The damage, and how it compares with other nights until somebody has it. */
function damageText({ alert, incident, comparison }: AlertCard): string {
  const damage = localTimes(escapeText(alert.summary, 900));
  return incident.state === "firing" && comparison !== null
    ? `${damage} _${escapeText(comparison, 300)}_`
    : damage;
}

function causeLines({ incident, cause }: AlertCard): string[] {
  return cause === null || incident.state !== "firing" ? [] : [`🔎 ${escapeProse(cause, 400)}`];
}

/** How the same condition ended before: whoever is woken by it again need not begin anew. */
function lastTimeLines({ incident, lastTime }: AlertCard): string[] {
  if (lastTime === null || incident.state !== "firing") return [];
  const { by, at, afterMs } = lastTime;
  const who = by === "system" ? "went away by itself" : `ended by ${personText(by)}`;
  const what = endingText(lastTime);
  const doing = what === null ? "" : `: ${escapeText(what, 200)}`;
  return [`*Last time:* ${who} after ${durationText(afterMs)}${doing} (${dateText(at)})`];
}

/** Whether the runbook can be relied on. */
function proofText({ provedAt, brokenSteps }: NonNullable<AlertCard["proof"]>): string {
  return brokenSteps === 0
    ? `runbook proven ${agoText(provedAt)}`
    : `⚠️ ${counted(brokenSteps, "step")} of its runbook ${brokenSteps === 1 ? "does" : "do"} not work`;
}

/** Its run, since when, its rule, who has it, and whether its runbook works. */
function smallPrint({ alert, silence, proof }: AlertCard): string {
  const parts = [
    ...(alert.acknowledgedBy === null || alert.acknowledgedAt === null
      ? []
      : [`👀 Acknowledged by ${personText(alert.acknowledgedBy)} ${dateText(alert.acknowledgedAt)}`]),
    ...(silence === null
      ? []
      : [
          `🔕 Silenced until ${dateText(silence.endsAt)} by ${personText(silence.createdBy)}: ${escapeText(silence.reason, 200)}`,
        ]),
    ...(alert.runId === null ? [] : [`run \`${shortId(alert.runId)}\``]),
    `since ${dateText(sinceOf(alert))}`,
    `\`${escapeText(alert.ruleId, 80)}\``,
    ...(proof === null ? [] : [proofText(proof)]),
  ];
  return parts.join(" · ");
}

/** Three lines: what and for how long, why, and who ended it. */
function resolvedMessage(card: AlertCard, turn: number): Message {
  const { alert, cause, ending } = card;
  const said = endingText(ending);
  const { resolvedAt, resolvedBy } = alert;
  const lasted =
    resolvedAt === null ? "" : ` after ${durationText(resolvedAt.getTime() - sinceOf(alert).getTime())}`;
  const who =
    resolvedBy === null || resolvedBy === "system"
      ? "By itself: the condition is gone"
      : `By ${personText(resolvedBy)}`;
  const title = titleOf(card);
  const why =
    said !== null
      ? escapeText(said, 300)
      : cause === null
        ? localTimes(escapeText(alert.summary, 300))
        : escapeProse(cause, 300);
  const when = resolvedAt === null ? "" : ` ${dateText(resolvedAt)}`;
  const block: SectionBlock = {
    ...section(
      [
        `${ALERT_STATE_MARKS.resolved} *${escapeText(title, 200)}* · resolved${lasted}`,
        why,
        `${who}${when} · \`${escapeText(alert.ruleId, 80)}\``,
      ].join("\n"),
    ),
    block_id: cardBlockId(card, turn),
    accessory: alertMenu(card),
  };
  return {
    text: cutText(
      `${ALERT_STATE_MARKS.resolved} ${escapeText(title)} (resolved). ${escapeText(alert.summary)}`,
      1000,
    ),
    blocks: [block],
  };
}
