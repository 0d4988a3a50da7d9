import type { AGENT_RULE_TYPES } from "./agent-rule-table.ts";
import type { PLATFORM_RULE_TABLE } from "./platform-rule-table.ts";
import type { RULE_TABLE } from "./rule-table.ts";

type AgentRules = typeof AGENT_RULE_TYPES;

/** Every rule of the tables; a kind of agent rule counts as one. */
export type RuleId =
  | keyof typeof RULE_TABLE
  | keyof typeof PLATFORM_RULE_TABLE
  | AgentRules[keyof AgentRules]["id"];
