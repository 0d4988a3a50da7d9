import type { Severity } from "../../entities/vocabulary.ts";
import type { AgentRuleType } from "./agent-rule-table.ts";

/** A rule of a tenant about an agent. */
export interface AgentRule {
  readonly tenantId: string;
  readonly ruleId: string;
  readonly type: AgentRuleType;
  readonly name: string;
  readonly agentId: string;
  /** Thresholds by their names; others have their defaults. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Null: that of its type. */
  readonly severity: Severity | null;
  /** Null: that of its type. */
  readonly cooldownMinutes: number | null;
  readonly createdAt: Date;
}

/** What is known of an agent. */
export interface AgentFacts {
  /** Of the tenant's day, as far as it is priced. */
  readonly costTodayUsd: number;
  /** Items of the last hour. */
  readonly attempts: number;
  readonly errors: number;
  /** Its last event, run or heartbeat; null when there never was one. */
  readonly lastSeenAt: Date | null;
}
