import type { KnownBlock } from "@slack/types";
import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import type { Message } from "./message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "./status-words.ts";
import { context, dateText, escapeText, header, section } from "./text.ts";

/** An alert in one line. `link` leads to its card; null until it is posted. */
export interface HomeAlert {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly firedAt: Date;
  readonly link: string | null;
}

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

/** An alert in one line, with where its card is. */
export function alertLine(alert: HomeAlert): string {
  const { tenantId, alertId, ruleId, severity, state, summary, firedAt, link } = alert;
  const mark = state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state];
  const where = isLink(link) ? ` <${link}|card>` : "";
  return `${mark} *${escapeText(tenantId, 100)}* \`${escapeText(ruleId, 40)}\` ${escapeText(summary, 250)}\n${state} since ${dateText(firedAt)} · \`${alertId.slice(0, 8)}\`${where}`;
}

export function isLink(link: string | null): link is string {
  return link !== null && /^https?:\/\/[^\s|<>]{1,500}$/.test(link);
}
