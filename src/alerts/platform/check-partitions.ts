import { alertNotifiers } from "../policy/routing.ts";
import { type RaiseDependencies, recordAssessment } from "../raising/record-assessment.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import { readRuleOverrides } from "../settings/rule-store.ts";
import { assessPartitions } from "./partition-health.ts";
import { readPartitionHealth } from "./partition-store.ts";

/** Judges the event log's partitions (DP-09); `channel` hears of it, for it is no tenant's business. */
export async function checkPartitions(dependencies: RaiseDependencies, channel: string): Promise<void> {
  const { database, clock, logger } = dependencies;
  const rule = PLATFORM_RULE_TABLE["DP-09"];
  const { health, own } = await database.withService(async (transaction) => ({
    health: await readPartitionHealth(transaction),
    own: await readRuleOverrides(transaction, PLATFORM_TENANT, {}),
  }));
  const changed = own.changes.get(rule.id);
  if (changed?.enabled === false) return;
  const { daysAhead, defaultRows } = rule.thresholds;
  const { values } = readLimits(rule, own.thresholds);
  const limits = {
    daysAhead: values["daysAhead"] ?? daysAhead.value,
    defaultRows: values["defaultRows"] ?? defaultRows.value,
  };
  const change = await recordAssessment(
    dependencies,
    assessPartitions(health, clock(), limits),
    { ...rule, cooldownMinutes: changed?.cooldownMinutes ?? rule.cooldownMinutes },
    {
      tenantId: PLATFORM_TENANT,
      runId: null,
      supersededAt: null,
      channelOf: () => channel,
      alsoNotify: (severity) => alertNotifiers({ severity, ruleId: rule.id }, {}),
    },
  );
  if (change !== null)
    logger.info("alert_changed", { tenantId: PLATFORM_TENANT, status: change, errorCode: "DP-09" });
}
