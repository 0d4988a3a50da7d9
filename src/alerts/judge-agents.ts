import { readTenant } from "../database/tenant-store.ts";
import { errorFields } from "../logger.ts";
import { readAgentEvidence } from "./agent-rule-store.ts";
import { AGENT_RULE_TYPES } from "./agent-rule-types.ts";
import { assessAgentRule } from "./assess-agent-rule.ts";
import { type RaiseDependencies, recordAssessment } from "./record-assessment.ts";
import { alertChannel, alertNotifiers } from "./routing.ts";

/**
 * Judges every tenant's own rules about agents. One query while all is well, whatever the number of tenants; a tenant
 * whose alert cannot be recorded is logged and does not stop the others.
 */
export async function judgeAgents(dependencies: RaiseDependencies): Promise<void> {
  const { database, clock, logger } = dependencies;
  const now = clock();
  const evidence = await database.withService((transaction) => readAgentEvidence(transaction, null, now));
  for (const rule of evidence) {
    const assessment = assessAgentRule(rule, rule, now);
    if (assessment === null || (assessment.finding === null && !rule.hasOpenAlert)) continue;
    const { tenantId } = rule;
    try {
      const { policy } = await readTenant(database, tenantId);
      const cooldownMinutes = rule.cooldownMinutes ?? AGENT_RULE_TYPES[rule.type].cooldownMinutes;
      const status = await recordAssessment(
        dependencies,
        assessment,
        { cooldownMinutes, keepFiringMinutes: 0, forDurationMinutes: 0 },
        {
          tenantId,
          runId: null,
          supersededAt: null,
          channelOf: (severity) => alertChannel({ severity, topic: "operations" }, policy),
          alsoTell: (severity) => alertNotifiers({ severity, ruleId: assessment.ruleId }, policy),
        },
      );
      if (status !== null) logger.info("alert_changed", { tenantId, status, errorCode: rule.type });
    } catch (error) {
      logger.error("agent_rule_not_judged", { ...errorFields(error), tenantId });
    }
  }
}
