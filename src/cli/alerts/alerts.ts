import type { Command } from "commander";
import { sweepAlerts } from "../../alerts/evaluation/evaluate-alerts.ts";
import { listUnresolvedAlerts, type UnresolvedAlert } from "../../alerts/lifecycle/alert-list-store.ts";
import { fetchHealth } from "../../alerts/platform/fetch-health.ts";
import { runProbes } from "../../alerts/platform/run-probes.ts";
import { fetchStatus } from "../../alerts/platform/start-probes.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { findBuiltInRule } from "../../alerts/rules/rule-catalogue.ts";
import { listRules, readRule, setThreshold } from "../../alerts/settings/rule-store.ts";
import type { RuleView } from "../../alerts/settings/rule-view.ts";
import type { Connection } from "../../database/connect.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { InvalidInputError } from "../../errors.ts";
import type { CliContext } from "../kit/context.ts";
import { createProcessLogger } from "../kit/create-process-logger.ts";
import { CLI_ACTOR } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";
import { toJson } from "../kit/to-json.ts";
import { withClosing } from "../kit/with-closing.ts";

/** `alerts …`: alerts, their rules, and evaluating them now. */
export function registerAlerts(alerts: Command, context: CliContext): void {
  alerts
    .command("rules")
    .description("list the rules with their thresholds")
    .requiredOption("--tenant <id>", `whose rules; ${PLATFORM_TENANT} for those about the installation`)
    .option("--json", "as JSON")
    .action(async ({ tenant, json }: { tenant: string; json?: true }) => {
      const rules = await onRules(context, tenant, (transaction, thresholds) =>
        listRules(transaction, tenant, thresholds),
      );
      context.print(json ? toJson(rules) : renderRules(rules));
    });

  alerts
    .command("set-threshold")
    .description("change a threshold of a built-in rule; `default` brings its own back")
    .argument("<rule>", "e.g. CR-02")
    .argument("<threshold>", "e.g. warnRatio")
    .argument("<value>", "a number, or default")
    .requiredOption("--tenant <id>", `whose; ${PLATFORM_TENANT} for rules about the installation`)
    .action(async (ruleId: string, name: string, text: string, { tenant }: { tenant: string }) => {
      const value = text === "default" ? null : readValue(text);
      const rule = await onRules(context, tenant, async (transaction, thresholds) => {
        const { id } = findBuiltInRule(tenant, ruleId);
        await setThreshold(transaction, { tenantId: tenant, actor: CLI_ACTOR }, { ruleId: id, name, value });
        return readRule(transaction, tenant, id, thresholds);
      });
      context.print(renderRules([rule]));
    });

  alerts
    .command("check")
    .description("judge every tenant and the installation now, and list the alerts that are open")
    .option("--tenant <id>", "list only this tenant's")
    .option("--json", "as JSON")
    .action(({ tenant, json }: { tenant?: string; json?: true }) =>
      context.withConnection(async (connection) => {
        if (tenant !== undefined) await requireRulesOf(connection.database, tenant);
        await judgeAll(context, connection);
        const open = await connection.database.withService((transaction) =>
          listUnresolvedAlerts(transaction, tenant ?? null),
        );
        context.print(json ? toJson(open) : renderAlerts(open));
      }),
    );
}

async function judgeAll(context: CliContext, { database }: Connection): Promise<void> {
  const environment = context.environment();
  await withClosing(async (closing) => {
    const logger = createProcessLogger(context);
    closing.defer(() => logger.close());
    const dependencies = { database, clock: context.clock, logger };
    const channel = environment.SLACK_PLATFORM_CHANNEL;
    const { PUBLIC_URL } = environment;
    const healthUrl = PUBLIC_URL === undefined ? null : new URL("/health", PUBLIC_URL).href;
    await runProbes({ ...dependencies, channel, healthUrl, fetchStatus, fetchHealth });
    const { judged, failed } = await sweepAlerts(
      dependencies,
      environment.SCHED_ENABLED ? environment : null,
    );
    context.note(`Judged ${judged} runs${failed === 0 ? "" : `; ${failed} tenants could not be judged`}.`);
  });
}

/** Works on the rules of an existing tenant, or of the installation. */
function onRules<Result>(
  context: CliContext,
  tenantId: string,
  work: (transaction: Transaction, policyThresholds: Readonly<Record<string, number>>) => Promise<Result>,
): Promise<Result> {
  return context.withConnection(async ({ database }) => {
    await requireRulesOf(database, tenantId);
    const thresholds =
      tenantId === PLATFORM_TENANT ? {} : (await readTenant(database, tenantId)).policy.thresholds;
    return database.withTenant(tenantId, (transaction) => work(transaction, thresholds));
  });
}

async function requireRulesOf(database: Database, tenantId: string): Promise<void> {
  if (tenantId !== PLATFORM_TENANT) await requireTenant(database, tenantId);
}

function readValue(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new InvalidInputError("value", `must be a number or the word default, not "${text}"`);
  }
  return value;
}

function renderRules(rules: readonly RuleView[]): string {
  return renderTable(
    ["RULE", "TITLE", "ON", "SEVERITY", "THRESHOLD", "VALUE", "DEFAULT", "UNIT"],
    rules.flatMap((rule) => {
      const head = [rule.ruleId, rule.title, rule.enabled ? "yes" : "no", rule.severity];
      if (rule.thresholds.length === 0) return [[...head, "-", "-", "-", "-"]];
      return rule.thresholds.map(({ name, value, default: standard, unit }, index) => [
        ...(index === 0 ? head : ["", "", "", ""]),
        name,
        String(value),
        String(standard),
        unit,
      ]);
    }),
  );
}

function renderAlerts(alerts: readonly UnresolvedAlert[]): string {
  if (alerts.length === 0) return "No alert is open.";
  return renderTable(
    ["SEVERITY", "TENANT", "RULE", "SUBJECT", "STATE", "SUMMARY"],
    alerts.map((alert) => [
      alert.severity,
      alert.tenantId,
      alert.ruleId,
      alert.subject,
      alert.state,
      alert.summary,
    ]),
  );
}
