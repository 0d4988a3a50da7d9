import type { KnownBlock, ModalView } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { countText } from "../kit/measures.ts";
import { ALERT_STATE_MARKS, SEVERITY_MARKS } from "../kit/status-words.ts";
import {
  context,
  dateText,
  escapeCode,
  escapeProse,
  escapeText,
  header,
  localTimes,
  plain,
  section,
  shortId,
} from "../kit/text.ts";
import { CHECK_MARKS } from "../runbooks/checklist-message.ts";
import { isLink } from "./alert-list-message.ts";

/** What a card does not show: the checks by machine, the errors with companies, the figures, the first steps, and where to look on. */
export function alertDetailsView(card: AlertCard, publicUrl: string): ModalView {
  const { alert, runbook } = card;
  const blocks: KnownBlock[] = [
    section(
      `*${escapeText(alert.tenantId, 100)}: ${escapeText(runbook?.title ?? alert.ruleId, 150)}*\n${localTimes(escapeText(alert.summary, 1500))}`,
    ),
    ...otherLines(card),
    ...checkLines(card),
    ...errorLines(card),
    ...factLines(card),
    ...stepLines(card),
    context(...placeLines(card, publicUrl)),
  ];
  return { type: "modal", title: plain("Details", 24), close: plain("Close", 24), blocks };
}

function otherLines({ incident: { others } }: AlertCard): KnownBlock[] {
  if (others.length === 0) return [];
  const lines = others.slice(0, 5).map(({ title, severity, state, summary }) => {
    const mark = state === "firing" ? SEVERITY_MARKS[severity] : ALERT_STATE_MARKS[state];
    return `${mark} *${escapeText(title, 100)}*: ${localTimes(escapeText(summary, 250))}`;
  });
  const rest = others.length > 5 ? [`and ${others.length - 5} more`] : [];
  return [section(["*Also in this run*", ...lines, ...rest].join("\n"))];
}

function checkLines({ checks }: AlertCard): KnownBlock[] {
  if (checks.length === 0) return [];
  const lines = checks
    .slice(0, 8)
    .map(
      ({ label, result, detail }) =>
        `${CHECK_MARKS[result]} *${escapeText(label, 100)}*: ${escapeText(detail, 250)}`,
    );
  return [section(["*Checked by machine*", ...lines].join("\n"))];
}

function errorLines({ errorClasses }: AlertCard): KnownBlock[] {
  if (errorClasses.length === 0) return [];
  const lines = errorClasses.slice(0, 5).map(({ errorCode, count, examples }) => {
    const companies = examples.slice(0, 2).map((name) => escapeText(name, 80));
    const named = companies.length === 0 ? "" : `: ${companies.join(" · ")}${count > 2 ? " …" : ""}`;
    return `• \`${escapeCode(errorCode, 80)}\` ${countText(count)} ×${named}`;
  });
  return [section(["*Errors*", ...lines].join("\n"))];
}

function factLines({ alert, comparison }: AlertCard): KnownBlock[] {
  const lines = [
    `${SEVERITY_MARKS[alert.severity]} ${alert.severity}, about ${escapeText(alert.subject, 200)}`,
    ...(alert.occurrences > 1
      ? [`Found ${countText(alert.occurrences)} times, last ${dateText(alert.lastSeenAt)}`]
      : []),
    comparison === null
      ? alert.runId === null
        ? ""
        : "No earlier night to compare with."
      : escapeText(comparison, 500),
  ].filter((line) => line !== "");
  return [section(lines.join("\n"))];
}

function stepLines({ runbook }: AlertCard): KnownBlock[] {
  if (runbook === null || runbook.firstSteps.length === 0) return [];
  const steps = runbook.firstSteps
    .slice(0, 5)
    .map((step, index) => `${index + 1}. ${escapeProse(step, 400)}`);
  return [header("First steps"), section(steps.join("\n"))];
}

function placeLines({ alert, runbook, traceUrl, traceId }: AlertCard, publicUrl: string): string[] {
  const page = runbook === null ? null : `${publicUrl}/runbooks/${encodeURIComponent(runbook.id)}`;
  return [
    `Alert \`${shortId(alert.alertId)}\``,
    ...(alert.runId === null ? [] : [`\`/run-stats ${shortId(alert.runId)}\` shows its run`]),
    ...(page !== null && isLink(page) ? [`<${page}|Runbook page>`] : []),
    ...(traceUrl !== null && isLink(traceUrl)
      ? [`<${traceUrl}|Trace>`]
      : traceId === null
        ? []
        : [`\`/trace ${escapeCode(traceId, 8)}\` shows what led to it`]),
  ];
}
