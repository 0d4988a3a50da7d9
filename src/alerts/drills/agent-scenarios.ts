import type { AgentFacts } from "../rulebook/agent-rule.ts";
import { AGENT_RULE_TYPES, type AgentRuleType } from "../rulebook/agent-rule-table.ts";
import { assessAgentRule } from "../rules/assess-agent-rule.ts";
import type { DrillScenario } from "./drill-scenario.ts";

const HOUR_MS = 3_600_000;

/** An agent in trouble, for each kind of rule that a tenant can create about its agents. */
export const AGENT_SCENARIOS = {
  "AG-30": agent("cost_per_day", () => ({ costTodayUsd: 12.5 })),
  "AG-31": agent("error_rate", () => ({ attempts: 100, errors: 40 })),
  "AG-32": agent("no_heartbeat", (now) => ({ lastSeenAt: new Date(now.getTime() - HOUR_MS) })),
} as const satisfies Readonly<Record<string, DrillScenario>>;

function agent(type: AgentRuleType, changes: (now: Date) => Partial<AgentFacts>): DrillScenario {
  return (now) => {
    const { id, title } = AGENT_RULE_TYPES[type];
    const rule = {
      tenantId: "drill",
      ruleId: id,
      type,
      name: title,
      agentId: "drill-agent",
      thresholds: {},
      severity: null,
      cooldownMinutes: null,
      createdAt: now,
    };
    const calm = { costTodayUsd: 0, attempts: 100, errors: 0, lastSeenAt: now };
    const assessment = assessAgentRule(rule, { ...calm, ...changes(now) }, now);
    return assessment === null ? [] : [assessment];
  };
}
