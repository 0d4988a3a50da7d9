import type { AlertRuleType } from "../../entities/vocabulary.ts";
import type { RuleSettings } from "./rule.ts";

/** The kinds of rule that a tenant can create for an agent. Each has a runbook with its id in runbooks/. */
export type AgentRuleType = Exclude<AlertRuleType, "built_in">;

/** Everything about a kind of agent rule except its decision; a tenant's rule names the agent and can change the numbers. */
export type AgentRuleSettings = Pick<
  RuleSettings,
  "id" | "title" | "severity" | "runbookId" | "thresholds" | "cooldownMinutes"
>;

export const AGENT_RULE_TYPES = {
  cost_per_day: {
    id: "AG-30",
    title: "Agent costs too much a day",
    severity: "high",
    runbookId: "AG-30",
    thresholds: {
      limitUsd: { value: 5, unit: "usd", meaning: "cost of the tenant's day, above which it fires" },
    },
    cooldownMinutes: 24 * 60,
  },
  error_rate: {
    id: "AG-31",
    title: "Agent fails too often",
    severity: "medium",
    runbookId: "AG-31",
    thresholds: {
      maxRatio: { value: 0.1, unit: "ratio", meaning: "share of items that failed, above which it fires" },
      minimumAttempts: { value: 20, unit: "count", meaning: "fewest items for the share to be judged" },
    },
    cooldownMinutes: 60,
  },
  no_heartbeat: {
    id: "AG-32",
    title: "Agent gives no sign of life",
    severity: "high",
    runbookId: "AG-32",
    thresholds: {
      silentMinutes: {
        value: 5,
        unit: "minutes",
        meaning: "time since the agent's last event or heartbeat, above which it fires",
      },
    },
    cooldownMinutes: 60,
  },
} as const satisfies Record<AgentRuleType, AgentRuleSettings>;

/** How far back `error_rate` looks, in minutes. */
export const ERROR_RATE_WINDOW_MINUTES = 60;
