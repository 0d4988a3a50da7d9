import type { KnownBlock } from "@slack/types";
import type { HomeAlert } from "../../ports/home-alert.ts";
import type { Message } from "../kit/message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "../kit/status-words.ts";
import { context, dateText, escapeText, header, localTimes, personText, section } from "../kit/text.ts";

const MAX_LINES = 20;

/** Alerts in short, one line each. */
export function alertListMessage(title: string, alerts: readonly HomeAlert[]): Message {
  const text = `${title}: ${alerts.length === 0 ? "none" : alerts.length}`;
  const blocks: KnownBlock[] = [
    header(text),
    ...alerts.slice(0, MAX_LINES).map((alert) => section(alertLine(alert))),
    ...(alerts.length > MAX_LINES ? [context(`and ${alerts.length - MAX_LINES} more; name a tenant`)] : []),
    context("`/alerts ID` shows one with its buttons; the first characters of an id will do."),
  ];
  return { text: escapeText(text, 1000), blocks };
}

/** An alert in one line, with a link to its card. */
export function alertLine(alert: HomeAlert): string {
  const { tenantId, alertId, ruleId, severity, state, summary, link } = alert;
  const mark = state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state];
  const where = isLink(link) ? ` <${link}|card>` : "";
  return `${mark} *${escapeText(tenantId, 100)}* \`${escapeText(ruleId, 40)}\` ${localTimes(escapeText(summary, 250))}\n${standing(alert)} · \`${alertId.slice(0, 8)}\`${where}`;
}

/** The state of an alert, and who acknowledged or resolved it. */
function standing({ state, firedAt, acknowledgedBy, resolvedBy, resolvedAt }: HomeAlert): string {
  if (state === "resolved") {
    const by =
      resolvedBy === null || resolvedBy === "system" ? " by itself" : ` by ${personText(resolvedBy)}`;
    return `fired ${dateText(firedAt)}, resolved${by}${resolvedAt === null ? "" : ` ${dateText(resolvedAt)}`}`;
  }
  if (acknowledgedBy !== null) return `held by ${personText(acknowledgedBy)}, since ${dateText(firedAt)}`;
  return `${state} since ${dateText(firedAt)}, nobody has it yet`;
}

export function isLink(link: string | null): link is string {
  return link !== null && /^https?:\/\/[^\s|<>]{1,500}$/.test(link);
}
