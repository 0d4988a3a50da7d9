import type { z } from "zod";
import type { RuleView } from "../../../alerts/settings/rule-view.ts";
import type { AlertRuleSchema } from "./alert-rule-schema.ts";

/** A rule in the API's own words. */
export function alertRuleJson(rule: RuleView): z.input<typeof AlertRuleSchema.AlertRule> {
  return {
    rule_id: rule.ruleId,
    type: rule.type,
    title: rule.title,
    enabled: rule.enabled,
    severity: rule.severity,
    cooldown_minutes: rule.cooldownMinutes,
    runbook_id: rule.runbookId,
    agent_id: rule.agentId,
    thresholds: rule.thresholds.map(({ name, value, default: standard, override, unit, meaning }) => ({
      name,
      value,
      default: standard,
      override,
      unit,
      meaning,
    })),
    updated_by: rule.updatedBy,
    updated_at: rule.updatedAt?.toISOString() ?? null,
  };
}
