import type { Command } from "commander";
import {
  type AlertHistoryRow,
  findAlertId,
  listAlertHistory,
} from "../../alerts/lifecycle/alert-list-store.ts";
import { acknowledgeAlert } from "../../alerts/raising/act-on-alert.ts";
import { readRunbooks } from "../../alerts/runbooks/runbook-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { ALERT_STATES } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { PROJECT_FOLDER } from "../../project-folder.ts";
import { readNumber, readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

/** `alerts history|acknowledge`. */
export function registerAlertsHistory(alerts: Command, context: CliContext): void {
  alerts
    .command("history")
    .description("list a tenant's alerts, open or not, the newest first")
    .requiredOption("--tenant <id>")
    .option("--state <state>", `open, ${ALERT_STATES.join(", ")}`)
    .option("--limit <n>", "how many", "20")
    .option("--json", "as JSON")
    .action(async (options: { tenant: string; state?: string; limit: string; json?: true }) => {
      const { tenant, json } = options;
      const state =
        options.state === undefined ? null : readWord("--state", options.state, ["open", ...ALERT_STATES]);
      const limit = readNumber("--limit", options.limit, 1);
      const found = await onTenant(context, tenant, (transaction) =>
        listAlertHistory(transaction, tenant, { state, ruleId: null, limit, offset: 0 }),
      );
      context.print(json ? JSON.stringify(found, null, 2) : renderAlerts(found));
    });

  alerts
    .command("acknowledge")
    .description("acknowledge an alert: its card shows it, and nobody else is asked")
    .argument("<alert>", "its id, or the beginning of it")
    .requiredOption("--tenant <id>")
    .action(async (reference: string, { tenant }: { tenant: string }) => {
      const runbooks = await readRunbooks(`${PROJECT_FOLDER}/runbooks`);
      const { outcome, alert } = await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenant);
        const alertId = await database.withTenant(tenant, (transaction) =>
          findAlertId(transaction, tenant, reference),
        );
        if (alertId === null) throw new NotFoundError("alert", reference.slice(0, 40));
        const act = { tenantId: tenant, alertId, actor: CLI_ACTOR, now: context.clock() };
        return acknowledgeAlert({ database, runbooks }, act);
      });
      context.print(
        outcome === "changed"
          ? `Acknowledged: ${alert.summary}`
          : `Nothing changed: it is ${alert.state}${alert.acknowledgedBy === null ? "" : ` (${alert.acknowledgedBy})`}.`,
      );
    });
}

function renderAlerts(alerts: readonly AlertHistoryRow[]): string {
  if (alerts.length === 0) return "No alert has fired.";
  return renderTable(
    ["ALERT", "FIRED", "SEVERITY", "STATE", "RULE", "SUBJECT", "SUMMARY"],
    alerts.map((alert) => [
      alert.alertId.slice(0, 8),
      alert.firedAt.toISOString().slice(0, 16).replace("T", " "),
      alert.severity,
      alert.state,
      alert.ruleId.length > 12 ? alert.ruleId.slice(0, 8) : alert.ruleId,
      alert.subject,
      alert.summary,
    ]),
  );
}
