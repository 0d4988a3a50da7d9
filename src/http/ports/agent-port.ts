import type { AgentChanges } from "../../agents/agent-store.ts";
import type { EventQuery, PlacedEvent } from "../../agents/events/event-query-store.ts";
import type { AgentOverview, DayQuery } from "../../agents/figures/agent-metrics-store.ts";
import type { AggregatedDay } from "../../agents/figures/aggregate-agents.ts";
import type { Agent } from "../../entities/agent.ts";
import type { AgentDailyMetric } from "../../entities/agent-daily-metric.ts";
import type { PriceCard } from "../../observability/costs/price-cards.ts";

/** An agent with its daily figures, the newest first. */
export interface AgentDetail {
  readonly agent: Agent;
  readonly days: readonly AgentDailyMetric[];
  readonly events: readonly PlacedEvent[];
}

/** Reads and changes a tenant's agents. */
export interface AgentPort {
  list(tenantId: string): Promise<readonly Agent[]>;
  /** Throws NotFoundError. */
  read(tenantId: string, agentId: string): Promise<Agent>;
  /** Throws NotFoundError. */
  change(
    by: { readonly tenantId: string; readonly actor: string },
    agentId: string,
    changes: AgentChanges,
  ): Promise<Agent>;
  readOverview(tenantId: string): Promise<AgentOverview>;
  /** The dates of the last `days` days in the tenant's zone, today included. */
  readLastDays(tenantId: string, days: number): Promise<{ readonly from: string; readonly to: string }>;
  readDays(tenantId: string, query: DayQuery): Promise<readonly AgentDailyMetric[]>;
  /** Throws NotFoundError. */
  readDetail(tenantId: string, agentId: string, days: number): Promise<AgentDetail>;
  queryEvents(tenantId: string, query: EventQuery): Promise<readonly PlacedEvent[]>;
  /** Counts today, yesterday and days of late events now. */
  aggregate(tenantId: string): Promise<readonly AggregatedDay[]>;
  /** The prices that hold for the tenant, its own first. */
  listPrices(tenantId: string): Promise<readonly (PriceCard & { readonly isOwn: boolean })[]>;
}
