import type { Command } from "commander";
import { RESPONSE_TARGETS, type ResponseFigures } from "../../alerts/reports/measure-response.ts";
import { type MeasuredResponse, readMeasuredResponse } from "../../alerts/reports/read-measured-response.ts";
import { keptText, serviceLevelText } from "../../alerts/reports/service-level-text.ts";
import { minutesText } from "../../alerts/reports/weekly-digest-text.ts";
import { percent } from "../../alerts/rulebook/phrases.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { readNumber } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";

/** `alerts response`: how fast alerts were acknowledged and resolved. */
export function registerAlertsResponse(alerts: Command, context: CliContext): void {
  alerts
    .command("response")
    .description("show how fast alerts were answered, which rules were useful, and the service levels")
    .option("--tenant <id>", "one tenant only")
    .option("--days <n>", "how far back to look", "30")
    .option("--json", "print all figures as JSON")
    .action(async (options: { tenant?: string; days: string; json?: true }) => {
      const days = readNumber("--days", options.days, 1);
      const until = context.clock();
      const since = new Date(until.getTime() - days * 86_400_000);
      const report = await context.withConnection(async ({ database }) => {
        if (options.tenant !== undefined) await requireTenant(database, options.tenant);
        return readMeasuredResponse({ database }, { since, until, tenantId: options.tenant ?? null });
      });
      if (options.json === true) {
        context.print(toJson(report));
        return;
      }
      const { acknowledgeMinutes, resolveCriticalMinutes } = RESPONSE_TARGETS;
      context.print([responseTable(report), ...precisionTable(report), ...levelTable(report)].join("\n\n"));
      context.note(
        `Targets: acknowledged within ${acknowledgeMinutes} min, critical alerts over within ${resolveCriticalMinutes} min. Drills are left out.`,
      );
    });
}

function responseTable(report: MeasuredResponse): string {
  const groups: readonly (readonly [string, readonly ResponseFigures[]])[] = [
    ["all", [report.all]],
    ["rule", report.byRule],
    ["tenant", report.byTenant],
    ["person", report.byPerson],
  ];
  return renderTable(
    ["BY", "KEY", "FIRED", "ACKED", "UNSEEN", "OPEN", "MTTA", "ACK P90", "MTTR", "LATE ACK", "LATE END"],
    groups.flatMap(([by, figures]) => figures.map((one) => [by, ...cells(one)])),
  );
}

function precisionTable({ precision }: MeasuredResponse): string[] {
  if (precision.length === 0) return [];
  return [
    renderTable(
      ["RULE", "ALERTS", "NOT USEFUL", "PRECISION"],
      precision.map((rule) => [
        rule.ruleId,
        String(rule.alerts),
        String(rule.notUseful),
        percent(rule.precision),
      ]),
    ),
  ];
}

/** For one tenant all objectives; for many, those that are missed, below the fleet's. */
function levelTable({ serviceLevels, fleet }: MeasuredResponse): string[] {
  const rows = serviceLevels.flatMap(({ tenantId, figures }) =>
    figures
      .filter(({ isKept }) => fleet === null || isKept === false)
      .map((figure) => [tenantId, serviceLevelText(figure), keptText(figure)]),
  );
  const ofFleet =
    fleet === null
      ? []
      : [
          [
            "all",
            `${fleet.failed} of ${fleet.nights} nights of ${fleet.windowDays} days failed (target ${percent(fleet.targetValue)} succeed)`,
            keptText(fleet),
          ],
        ];
  return [renderTable(["TENANT", "SERVICE LEVEL", "IS"], [...ofFleet, ...rows])];
}

function cells(figures: ResponseFigures): string[] {
  const time = (minutes: number | undefined) => (minutes === undefined ? "-" : minutesText(minutes));
  return [
    figures.key,
    String(figures.fired),
    String(figures.acknowledged),
    String(figures.endedUnseen),
    String(figures.open),
    time(figures.acknowledgeMinutes?.mean),
    time(figures.acknowledgeMinutes?.p90),
    time(figures.resolveMinutes?.mean),
    String(figures.acknowledgedLate),
    String(figures.resolvedLate),
  ];
}
