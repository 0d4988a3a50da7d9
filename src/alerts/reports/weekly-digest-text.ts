import { counted, percent } from "../rulebook/phrases.ts";
import { RESPONSE_TARGETS, type ResponseFigures } from "./measure-response.ts";
import type { MeasuredResponse } from "./read-measured-response.ts";
import { keptText, serviceLevelText } from "./service-level-text.ts";

const RULES_SHOWN = 5;

/** A week in a few lines: how many alerts, how fast the response was, which rules fired most, and the service levels. */
export function weeklyDigestText(tenantId: string, measured: MeasuredResponse): string {
  return [alertsText(tenantId, measured), ...serviceLevelsText(measured)].join("\n");
}

function alertsText(tenantId: string, { since, until, all, byRule, precision }: MeasuredResponse): string {
  const from = dayText(since);
  const to = dayText(new Date(until.getTime() - 1));
  const head = `${tenantId}: alerts from ${from} to ${to}`;
  if (all.fired === 0) return `${head}: none. A quiet week.`;
  const { acknowledgeMinutes, resolveCriticalMinutes } = RESPONSE_TARGETS;
  const doubtful = precision.filter((rule) => rule.notUseful > 0).slice(0, RULES_SHOWN);
  return [
    `${head}: ${counted(all.fired, "alert")}, ${all.acknowledged} acknowledged, ${all.endedUnseen} ended by themselves, ${all.open} still open.`,
    all.acknowledgeMinutes === null
      ? `Nobody acknowledged one (target ${acknowledgeMinutes} min).`
      : `Acknowledged after ${minutesText(all.acknowledgeMinutes.mean)} on average (target ${acknowledgeMinutes} min); ${all.acknowledgedLate} later than that.`,
    all.resolveMinutes === null
      ? "None has been resolved yet."
      : `Resolved after ${minutesText(all.resolveMinutes.mean)} on average; ${counted(all.resolvedLate, "critical one")} took longer than ${resolveCriticalMinutes / 60} h.`,
    `Most frequent: ${byRule.slice(0, RULES_SHOWN).map(loudness).join(", ")}.`,
    ...(doubtful.length === 0
      ? []
      : [
          `Least useful by your feedback: ${doubtful.map((rule) => `${rule.ruleId} (${percent(rule.precision ?? 0)} useful)`).join(", ")}. \`node_modules/.bin/nightshift alerts replay\` shows what another threshold would do.`,
        ]),
  ].join("\n");
}

function serviceLevelsText({ serviceLevels }: MeasuredResponse): string[] {
  const figures = serviceLevels.flatMap((tenant) => tenant.figures);
  if (figures.every(({ value }) => value === null)) return [];
  return [
    "Service levels:",
    ...figures.map((figure) => `• ${serviceLevelText(figure)}: ${keptText(figure)}.`),
  ];
}

function loudness({ key, fired }: ResponseFigures): string {
  return `${key} (${fired})`;
}

/** Minutes as people read them. */
export function minutesText(minutes: number): string {
  return minutes < 120 ? `${Number(minutes.toFixed(1))} min` : `${Number((minutes / 60).toFixed(1))} h`;
}

function dayText(day: Date): string {
  return day.toISOString().slice(0, 10);
}
