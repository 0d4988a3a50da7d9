import type { HomeView, KnownBlock } from "@slack/types";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import { countText, durationText, moneyText } from "./measures.ts";
import { ALERT_STATE_MARKS, RUN_MARKS, SEVERITY_MARKS } from "./status-words.ts";
import { context, dateText, escapeText, header, section } from "./text.ts";

/** An open alert in one line. `link` leads to its card; null until it is posted. */
export interface HomeAlert {
  readonly tenantId: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly firedAt: Date;
  readonly link: string | null;
}

/** What App Home shows one person: only tenants they have a role for. */
export interface Home {
  readonly tenantIds: readonly string[];
  readonly alerts: readonly HomeAlert[];
  /** The newest run of each tenant that has one. */
  readonly runs: readonly EnrichmentRun[];
  readonly delivery: {
    readonly waiting: number;
    readonly dead: number;
    readonly oldestWaitingSeconds: number | null;
  };
}

/** Lines of each list; more would bury the rest. */
const MAX_LINES = 15;

/** App Home: open alerts, the last run of each tenant, and whether messages get through. */
export function homeView(home: Home, now: Date): HomeView {
  if (home.tenantIds.length === 0) {
    return {
      type: "home",
      blocks: [
        header("nightshift"),
        section("You have no role for any tenant yet. Ask an admin to give you one."),
      ],
    };
  }
  const blocks: KnownBlock[] = [
    header("nightshift"),
    ...list("Open alerts", home.alerts.map(alertLine), "None. A quiet night so far."),
    { type: "divider" },
    ...list(
      "Last runs",
      home.runs.map((run) => runLine(run, now)),
      "Nothing has run yet.",
    ),
    { type: "divider" },
    section(`*Messages*\n${deliveryLine(home.delivery)}`),
    context(`As of ${dateText(now)}. \`/nightshift help\` says what else there is.`),
  ];
  return { type: "home", blocks };
}

function list(title: string, lines: readonly string[], none: string): KnownBlock[] {
  if (lines.length === 0) return [section(`*${title}*\n${none}`)];
  const more = lines.length - MAX_LINES;
  return [
    section(`*${title}* (${lines.length})`),
    ...lines.slice(0, MAX_LINES).map(section),
    ...(more > 0 ? [context(`and ${more} more`)] : []),
  ];
}

function alertLine({ tenantId, severity, state, summary, firedAt, link }: HomeAlert): string {
  const mark = state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state];
  const where = link !== null && /^https?:\/\/[^\s|<>]{1,500}$/.test(link) ? ` <${link}|card>` : "";
  return `${mark} *${escapeText(tenantId, 100)}* ${escapeText(summary, 400)}\n${state} since ${dateText(firedAt)}${where}`;
}

function runLine(run: EnrichmentRun, now: Date): string {
  const took = durationText((run.endedAt ?? now).getTime() - run.startedAt.getTime());
  return `${RUN_MARKS[run.status]} *${escapeText(run.tenantId, 100)}* ${run.status} · ${dateText(run.startedAt)} · ${took} · ${moneyText(run.costNanoUsd)}`;
}

function deliveryLine({ waiting, dead, oldestWaitingSeconds }: Home["delivery"]): string {
  if (dead > 0) return `❗ ${countText(dead)} could not be delivered, ${countText(waiting)} waiting.`;
  if (waiting === 0) return "✅ All delivered.";
  return `⏳ ${countText(waiting)} waiting, the oldest for ${durationText((oldestWaitingSeconds ?? 0) * 1000)}.`;
}
