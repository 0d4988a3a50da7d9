import type { AgentFacts, AgentRule } from "../rulebook/agent-rule.ts";
import {
  AGENT_RULE_TYPES,
  type AgentRuleSettings,
  type AgentRuleType,
  ERROR_RATE_WINDOW_MINUTES,
} from "../rulebook/agent-rule-table.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import { counted, percent, withLoss } from "../rulebook/phrases.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import type { Assessment, Loss } from "../rulebook/rule.ts";

/** What a tenant's rule decides about its agent, which is the subject. Null: not enough data. */
export function assessAgentRule(rule: AgentRule, agent: AgentFacts, now: Date): Assessment | null {
  const settings: AgentRuleSettings = AGENT_RULE_TYPES[rule.type];
  const { values } = readLimits(settings, prefixed(settings.id, rule.thresholds));
  const about = { ruleId: rule.ruleId, subject: rule.agentId };
  const severity = rule.severity ?? settings.severity;
  const result = DECISIONS[rule.type](rule, agent, values, now);
  if (result === null) return null;
  if (result === "fine") return { ...about, finding: null };
  const facts = { ruleType: rule.type, agentId: rule.agentId, ...result.facts };
  const { begunAt } = result;
  return {
    ...about,
    finding: {
      ...about,
      severity,
      begunAt,
      summary: withLoss(`${rule.name}: ${result.summary}`, result.loss),
      facts,
    },
  };
}

type Decision = (
  rule: AgentRule,
  agent: AgentFacts,
  limits: Readonly<Record<string, number>>,
  now: Date,
) =>
  | { summary: string; loss: Loss; begunAt?: Date; facts: Record<string, string | number | null> }
  | "fine"
  | null;

const DECISIONS: Readonly<Record<AgentRuleType, Decision>> = {
  cost_per_day({ agentId }, { costTodayUsd }, { limitUsd = 0 }) {
    if (costTodayUsd <= limitUsd) return "fine";
    return {
      summary: `agent ${agentId} has cost $${costTodayUsd.toFixed(2)} today; the limit is $${limitUsd.toFixed(2)}.`,
      loss: `That is $${(costTodayUsd - limitUsd).toFixed(2)} more than planned so far.`,
      facts: { costTodayUsd, limitUsd },
    };
  },
  error_rate({ agentId }, { attempts, errors }, { maxRatio = 0, minimumAttempts = 0 }) {
    // An hour without work ends whatever failed before it.
    if (attempts === 0) return "fine";
    if (attempts < minimumAttempts) return null;
    if (errors / attempts <= maxRatio) return "fine";
    return {
      summary: `${errors} of ${attempts} items from agent ${agentId} failed within ${ERROR_RATE_WINDOW_MINUTES} minutes (${percent(errors / attempts)}, limit ${percent(maxRatio)}).`,
      loss: `${counted(errors, "item is", "items are")} not done unless the agent tries again.`,
      facts: { attempts, errors, maxRatio },
    };
  },
  no_heartbeat({ agentId, createdAt }, { lastSeenAt }, { silentMinutes = 0 }, now) {
    const since = lastSeenAt ?? createdAt;
    if (minutesBetween(since, now) <= silentMinutes) return "fine";
    return {
      summary: `agent ${agentId} has given no sign of life for more than ${counted(silentMinutes, "minute")}.`,
      loss: "Whatever it was to do since then is not known to be done.",
      begunAt: since,
      facts: { lastSeenAt: lastSeenAt?.toISOString() ?? null, silentMinutes },
    };
  },
};

function prefixed(id: string, thresholds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [`${id}.${name}`, value]));
}
