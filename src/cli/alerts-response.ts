import type { Command } from "commander";
import { minutesText } from "../alerts/digest-text.ts";
import { countNotUseful } from "../alerts/feedback-count-store.ts";
import { readResponse } from "../alerts/measure-response.ts";
import { RESPONSE_TARGETS, type ResponseFigures } from "../alerts/response.ts";
import { requireTenant } from "../database/tenant-admin-store.ts";
import { alertsCommand } from "./alerts-command.ts";
import { readNumber } from "./arguments.ts";
import type { CliContext } from "./context.ts";
import { renderTable } from "./render-table.ts";

/** `alerts response`: how fast alerts were acknowledged and resolved. */
export function registerAlertsResponse(program: Command, context: CliContext): void {
  alertsCommand(program)
    .command("response")
    .description("show how fast alerts were acknowledged and resolved, by rule, tenant and person")
    .option("--tenant <id>", "one tenant only")
    .option("--days <n>", "how far back to look", "30")
    .option("--json", "print all figures as JSON")
    .action(async (options: { tenant?: string; days: string; json?: true }) => {
      const days = readNumber("--days", options.days, 1);
      const until = context.clock();
      const since = new Date(until.getTime() - days * 86_400_000);
      const report = await context.withConnection(async ({ database }) => {
        if (options.tenant !== undefined) await requireTenant(database, options.tenant);
        return readResponse({ database, countNotUseful }, { since, until, tenantId: options.tenant ?? null });
      });
      if (options.json === true) {
        context.print(JSON.stringify(report, null, 2));
        return;
      }
      const { acknowledgeMinutes, resolveCriticalMinutes } = RESPONSE_TARGETS;
      const groups: readonly (readonly [string, readonly ResponseFigures[]])[] = [
        ["all", [report.all]],
        ["rule", report.byRule],
        ["tenant", report.byTenant],
        ["person", report.byPerson],
      ];
      context.print(
        renderTable(
          [
            "BY",
            "KEY",
            "FIRED",
            "ACKED",
            "UNSEEN",
            "OPEN",
            "MTTA",
            "ACK P90",
            "MTTR",
            "LATE ACK",
            "LATE END",
          ],
          groups.flatMap(([by, figures]) => figures.map((one) => [by, ...cells(one)])),
        ),
      );
      context.note(
        `Targets: acknowledged within ${acknowledgeMinutes} min, critical alerts over within ${resolveCriticalMinutes} min. Drills are left out.`,
      );
    });
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
