import { assessPartitions } from "./partition-health.ts";
import { readPartitionHealth } from "./partition-store.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "./platform-rules.ts";
import { type RaiseDependencies, recordAssessment } from "./record-assessment.ts";

/** Judges the event log's partitions (DP-09); `channel` hears of it, for it is no tenant's business. */
export async function checkPartitions(dependencies: RaiseDependencies, channel: string): Promise<void> {
  const { database, clock, logger } = dependencies;
  const health = await database.withService(readPartitionHealth);
  const change = await recordAssessment(
    dependencies,
    assessPartitions(health, clock()),
    PLATFORM_RULE_TABLE["DP-09"],
    { tenantId: PLATFORM_TENANT, runId: null, supersededAt: null, channelOf: () => channel },
  );
  if (change !== null)
    logger.info("alert_changed", { tenantId: PLATFORM_TENANT, status: change, errorCode: "DP-09" });
}
