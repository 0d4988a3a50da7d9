import { readPolicyOrDefault } from "../database/tenant-store.ts";
import { customiseRules } from "./customise-rules.ts";
import { assessScheduleRules } from "./evaluate-rules.ts";
import { type RaiseDependencies, recordAssessment } from "./record-assessment.ts";
import { alertChannel } from "./routing.ts";
import { readRuleOverrides } from "./rule-store.ts";
import { SCHEDULE_RULES } from "./rules.ts";
import { readScheduleSnapshot } from "./schedule-snapshot-store.ts";

/** Judges what became of a tenant's schedules, and brings it to the tenant's alerts. */
export async function judgeSchedules(
  dependencies: RaiseDependencies,
  { tenantId, scheduled }: { readonly tenantId: string; readonly scheduled: boolean },
): Promise<void> {
  const { database, clock, logger } = dependencies;
  const policy = await readPolicyOrDefault(database, tenantId);
  const { snapshot, rules } = await database.withTenant(tenantId, async (transaction) => {
    const own = await readRuleOverrides(transaction, tenantId, policy.thresholds);
    return {
      snapshot: await readScheduleSnapshot(transaction, { tenantId, scheduled }, own.thresholds, clock()),
      rules: customiseRules(SCHEDULE_RULES, own.changes),
    };
  });
  const runOf = new Map([
    ["SR-11", snapshot.lastRun?.runId ?? null],
    ["SR-12", snapshot.running?.runId ?? null],
  ]);
  for (const assessment of assessScheduleRules(snapshot, rules)) {
    const rule = rules.find(({ id }) => id === assessment.ruleId);
    if (rule === undefined) continue;
    const change = await recordAssessment(dependencies, assessment, rule, {
      tenantId,
      runId: runOf.get(rule.id) ?? null,
      supersededAt: null,
      channelOf: (severity) => alertChannel({ severity, topic: rule.topic }, policy),
    });
    if (change !== null) logger.info("alert_changed", { tenantId, status: change, errorCode: rule.id });
  }
}
