import type { KnownBlock } from "@slack/types";
import { sinceOf } from "../../../entities/since-of.ts";
import { SEVERITIES } from "../../../entities/vocabulary.ts";
import type { HomeAlert } from "../../ports/home-alert.ts";
import type { Message } from "../kit/message.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "../kit/status-words.ts";
import {
  context,
  dateText,
  escapeCode,
  escapeText,
  header,
  localTimes,
  personText,
  section,
} from "../kit/text.ts";

const MAX_LINES = 20;

/** A page of alerts in short, one line each, in the order given; drills apart. `page` counts from 1; `more` asks for another page. */
export function alertListMessage(
  title: string,
  alerts: readonly HomeAlert[],
  { page = 1, more }: { readonly page?: number; readonly more: (page: number) => string },
): Message {
  const real = alerts.filter(({ drill }) => !drill);
  const drills = alerts.filter(({ drill }) => drill);
  const shown = [...real, ...drills].slice((page - 1) * MAX_LINES, page * MAX_LINES);
  const left = alerts.length - page * MAX_LINES;
  const counted = real.length === 0 ? "none" : String(real.length);
  const apart =
    drills.length === 0 ? "" : ` and ${drills.length === 1 ? "1 drill" : `${drills.length} drills`}`;
  const text = `${title}: ${counted}${apart}`;
  const blocks: KnownBlock[] = [
    header(page === 1 ? text : `${text}, page ${page}`),
    ...shown.map((alert) => section(alertLine(alert))),
    ...(left > 0 ? [context(`and ${left} more: \`${escapeCode(more(page + 1), 150)}\``)] : []),
    context("`/alerts ID` shows one with its buttons; the first characters of an id will do."),
  ];
  return { text: escapeText(text, 1000), blocks };
}

/** The most urgent first: those nobody has, then the worst, then the newest. */
export function byUrgency(one: HomeAlert, other: HomeAlert): number {
  const rank = ({ state, severity }: HomeAlert) =>
    (state === "firing" ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(severity);
  return rank(one) - rank(other) || other.firedAt.getTime() - one.firedAt.getTime();
}

/** An alert in one line, with a link to its card. */
export function alertLine(alert: HomeAlert): string {
  const { tenantId, alertId, ruleId, severity, state, summary, link } = alert;
  const mark = `${state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state]}${alert.drill ? " DRILL" : ""}`;
  const where = isLink(link) ? ` <${link}|card>` : "";
  return `${mark} *${escapeText(tenantId, 100)}* \`${escapeText(ruleId, 40)}\` ${localTimes(escapeText(summary, 250))}\n${standing(alert)} · \`${alertId.slice(0, 8)}\`${where}`;
}

/** The state of an alert, and who acknowledged or resolved it. */
function standing(alert: HomeAlert): string {
  const { state, firedAt, acknowledgedBy, resolvedBy, resolvedAt } = alert;
  if (state === "resolved") {
    const by =
      resolvedBy === null || resolvedBy === "system" ? " by itself" : ` by ${personText(resolvedBy)}`;
    return `fired ${dateText(firedAt)}, resolved${by}${resolvedAt === null ? "" : ` ${dateText(resolvedAt)}`}`;
  }
  if (acknowledgedBy !== null)
    return `held by ${personText(acknowledgedBy)}, since ${dateText(sinceOf(alert))}`;
  return `${state} since ${dateText(sinceOf(alert))}, nobody has it yet`;
}

export function isLink(link: string | null): link is string {
  return link !== null && /^https?:\/\/[^\s|<>]{1,500}$/.test(link);
}
