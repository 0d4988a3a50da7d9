import { changeAgent, listAgents, readAgent } from "../../agents/agent-store.ts";
import { queryEvents } from "../../agents/events/event-query-store.ts";
import {
  readAgentOverview,
  readDailyMetrics,
  readTenantDate,
} from "../../agents/figures/agent-metrics-store.ts";
import { aggregateTenant } from "../../agents/figures/aggregate-agents.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { listPriceCards } from "../../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../../observability/costs/price-cards.ts";
import type { AgentPort } from "../ports/agent-port.ts";

const RECENT_EVENTS = 20;

/** Agents over HTTP, from the stores. */
export function createAgentPort(world: { readonly database: Database; readonly clock: Clock }): AgentPort {
  const { database, clock } = world;
  return {
    list: (tenantId) => database.withTenant(tenantId, (transaction) => listAgents(transaction, tenantId)),
    read: (tenantId, agentId) =>
      database.withTenant(tenantId, (transaction) => readAgent(transaction, tenantId, agentId)),
    change: (by, agentId, changes) =>
      database.withTenant(by.tenantId, (transaction) => changeAgent(transaction, by, agentId, changes)),
    readOverview: (tenantId) =>
      database.withTenant(tenantId, (transaction) => readAgentOverview(transaction, tenantId, clock())),
    readLastDays: (tenantId, days) =>
      database.withTenant(tenantId, async (transaction) => ({
        from: await readTenantDate(transaction, tenantId, clock(), days - 1),
        to: await readTenantDate(transaction, tenantId, clock()),
      })),
    readDays: (tenantId, query) =>
      database.withTenant(tenantId, (transaction) => readDailyMetrics(transaction, tenantId, query)),
    readDetail: (tenantId, agentId, days) =>
      database.withTenant(tenantId, async (transaction) => {
        const agent = await readAgent(transaction, tenantId, agentId);
        const from = await readTenantDate(transaction, tenantId, clock(), days - 1);
        const to = await readTenantDate(transaction, tenantId, clock());
        return {
          agent,
          days: await readDailyMetrics(transaction, tenantId, { agentId, from, to }),
          events: await queryEvents(transaction, tenantId, { agentId, limit: RECENT_EVENTS }),
        };
      }),
    queryEvents: (tenantId, query) =>
      database.withTenant(tenantId, (transaction) => queryEvents(transaction, tenantId, query)),
    aggregate: (tenantId) => aggregateTenant(world, tenantId),
    listPrices: async (tenantId) => {
      const own = await database.withTenant(tenantId, (transaction) => listPriceCards(transaction, tenantId));
      return [
        ...own.map((card) => ({ ...card, isOwn: true })),
        ...DEFAULT_PRICE_CARDS.map((card) => ({ ...card, isOwn: false })),
      ];
    },
  };
}
