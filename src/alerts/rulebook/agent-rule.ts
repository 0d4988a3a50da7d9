import type { Severity } from "../../entities/vocabulary.ts";
import type { AgentRuleType } from "./agent-rule-table.ts";

/** A tenant's rule about an agent. */
export interface AgentRule {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly type: AgentRuleType;
  readonly name: string;
  readonly agentId: string;
  /** Thresholds by name; missing ones have their defaults. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Null: its type's. */
  readonly severity: Severity | null;
  /** Null: its type's. */
  readonly cooldownMinutes: number | null;
  readonly createdAt: Date;
}

/** What is known about an agent. */
export interface AgentFacts {
  /** Of the tenant's day, as far as prices are known. */
  readonly costTodayUsd: number;
  /** Items of the last hour. */
  readonly attempts: number;
  readonly errors: number;
  /** Its last event, run or heartbeat; null when there has never been one. */
  readonly lastSeenAt: Date | null;
}
