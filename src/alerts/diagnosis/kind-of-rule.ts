import type { AlertKind } from "../../diagnosis/cause-evidence.ts";
import type { AgentRuleType } from "../rulebook/agent-rule-table.ts";
import type { RULE_TABLE } from "../rulebook/rule-table.ts";

/** What the alerts of each rule about nights are about. */
export const KIND_OF_RULE: Readonly<Record<keyof typeof RULE_TABLE, AlertKind>> = {
  "MV-01": "candidates",
  "CR-02": "crawl",
  "VQ-03": "vendor",
  "OA-04": "vendor",
  "CC-05": "candidates",
  "OE-06": "odoo",
  "RL-07": "vendor",
  "QA-08": "quality",
  "SR-10": "schedule",
  "SR-11": "run",
  "SR-12": "run",
  "RC-13": "totals",
  "UP-14": "prices",
  "OK-15": "odoo",
  "SLO-16": "quality",
};

/** What the alerts of a tenant's own rules are about. */
export const KIND_OF_AGENT_RULE: Readonly<Record<AgentRuleType, AlertKind>> = {
  cost_per_day: "agent_cost",
  error_rate: "agent_errors",
  no_heartbeat: "agent_silence",
};
