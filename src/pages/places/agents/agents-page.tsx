import { listAgents } from "../../../agents/agent-store.ts";
import { readDailyMetrics, readTenantDate } from "../../../agents/figures/agent-metrics-store.ts";
import { agentActivityChart } from "../../../charts/figures/agent-activity-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { ChartCard } from "../../views/chart-card.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TimeAt } from "../../views/time-at.tsx";
import { activityOf } from "./activity-of.ts";

const DAYS = 14;
const EMPTY = "Nothing is counted for these days yet. What agents report is counted every few minutes.";

/** The agents of a tenant and what they did lately. */
export const agentsPage: Page = {
  path: "agents",
  section: "agents",
  role: "viewer",
  async load({ world, tenantId, query, now, time }) {
    const { agents, days } = await world.database.withTenant(tenantId, async (transaction) => ({
      agents: await listAgents(transaction, tenantId),
      days: await readDailyMetrics(transaction, tenantId, {
        agentId: null,
        from: await readTenantDate(transaction, tenantId, now, DAYS - 1),
        to: await readTenantDate(transaction, tenantId, now),
      }),
    }));
    const rows = agents.map((agent) => {
      const own = days.filter(({ agentId }) => agentId === agent.agentId);
      const sum = (read: (day: (typeof own)[number]) => number) =>
        own.reduce((total, day) => total + read(day), 0);
      return {
        agent,
        runs: sum(({ totalRuns }) => totalRuns),
        calls: sum(({ calls }) => calls),
        errors: sum(({ errors }) => errors),
        tokens: sum(({ tokensInput, tokensOutput }) => tokensInput + tokensOutput),
        costUsd: usdNumber(own.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n)),
      };
    });
    const table = createTable({
      name: "agents",
      caption: `Agents, and their last ${DAYS} days`,
      empty: "No agent is known. docs/observability/connect.md says how to connect one.",
      rows,
      keyOf: ({ agent }) => agent.agentId,
      columns: [
        {
          name: "Agent",
          value: ({ agent }) => agent.agentId,
          show: ({ agent }) => (
            <a href={`/t/${encodeURIComponent(tenantId)}/agents/${encodeURIComponent(agent.agentId)}`}>
              <bdi>{agent.name}</bdi>
            </a>
          ),
        },
        { name: "Kind", value: ({ agent }) => agent.kind },
        { name: "Owner", value: ({ agent }) => agent.owner },
        { name: "Runs", isNumber: true, value: ({ runs }) => runs },
        { name: "Calls", isNumber: true, value: ({ calls }) => calls },
        { name: "Errors", isNumber: true, value: ({ errors }) => errors },
        {
          name: "Tokens",
          isNumber: true,
          value: ({ tokens }) => tokens,
          show: ({ tokens }) => formatFigure(tokens, "tokens"),
        },
        {
          name: "Cost",
          isNumber: true,
          value: ({ costUsd }) => costUsd,
          show: ({ costUsd }) => formatFigure(costUsd, "usd"),
        },
        {
          name: "Last seen",
          value: ({ agent }) => agent.lastSeenAt,
          show: ({ agent }) => <TimeAt at={agent.lastSeenAt} time={time} />,
        },
      ],
    });
    const activity = activityOf(tenantId, days);
    return {
      title: "Agents",
      lead: `What outside agents reported; days are the tenant's. The newest are counted every few minutes.`,
      tables: [table],
      body: (
        <>
          <TableCard table={table} query={query} />
          <ChartCard chart={agentActivityChart("runs", activity)} empty={EMPTY} />
          <ChartCard chart={agentActivityChart("tokens", activity)} empty={EMPTY} />
          <ChartCard chart={agentActivityChart("costUsd", activity)} empty={EMPTY} />
        </>
      ),
    };
  },
};
