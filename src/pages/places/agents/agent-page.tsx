import { readAgent } from "../../../agents/agent-store.ts";
import { readDailyMetrics, readTenantDate } from "../../../agents/figures/agent-metrics-store.ts";
import { agentActivityChart } from "../../../charts/figures/agent-activity-chart.ts";
import { stageLatencyChart } from "../../../charts/figures/stage-latency-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { ChartCard } from "../../views/chart-card.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TimeAt } from "../../views/time-at.tsx";
import { activityOf } from "./activity-of.ts";

const DAYS = 30;
const EMPTY = "It has reported nothing in these days.";

/** One agent: its runs, tokens, cost and latency, day by day. */
export const agentPage: Page = {
  path: "agents/:agent",
  section: "agents",
  role: "viewer",
  async load({ world, tenantId, params, query, now, time }) {
    const agentId = (params["agent"] ?? "").slice(0, 200);
    const base = `/t/${encodeURIComponent(tenantId)}`;
    const { agent, days } = await world.database.withTenant(tenantId, async (transaction) => ({
      agent: await readAgent(transaction, tenantId, agentId),
      days: await readDailyMetrics(transaction, tenantId, {
        agentId,
        from: await readTenantDate(transaction, tenantId, now, DAYS - 1),
        to: await readTenantDate(transaction, tenantId, now),
      }),
    }));
    const table = createTable({
      name: "days",
      caption: "By day",
      empty: EMPTY,
      rows: days,
      keyOf: ({ date }) => date,
      columns: [
        {
          name: "Day",
          value: (day) => day.date,
          show: (day) => (
            <a href={`${base}/events?agent=${encodeURIComponent(agentId)}&from=${day.date}&to=${day.date}`}>
              {day.date}
            </a>
          ),
        },
        { name: "Runs", isNumber: true, value: (day) => day.totalRuns },
        { name: "Failed", isNumber: true, value: (day) => day.failedRuns },
        { name: "Events", isNumber: true, value: (day) => day.events },
        { name: "Calls", isNumber: true, value: (day) => day.calls },
        { name: "Errors", isNumber: true, value: (day) => day.errors },
        { name: "Tokens in", isNumber: true, value: (day) => day.tokensInput },
        { name: "Tokens out", isNumber: true, value: (day) => day.tokensOutput },
        {
          name: "Cost",
          isNumber: true,
          value: (day) => usdNumber(day.costNanoUsd),
          show: (day) => formatFigure(usdNumber(day.costNanoUsd), "usd"),
        },
        { name: "Without a price", isNumber: true, value: (day) => day.unpricedCalls },
        {
          name: "p95",
          isNumber: true,
          value: (day) => day.p95Ms,
          show: (day) => formatFigure(day.p95Ms, "ms"),
        },
      ],
    });
    const activity = activityOf(tenantId, days);
    return {
      title: agent.name,
      lead: (
        <>
          <code>{agent.agentId}</code>, {agent.kind}
          {agent.owner !== null && <>, owned by {agent.owner}</>}. Last seen{" "}
          <TimeAt at={agent.lastSeenAt} time={time} />.{" "}
          <a href={`${base}/events?agent=${encodeURIComponent(agentId)}`}>Its events</a>,{" "}
          <a href={`${base}/runs?agent=${encodeURIComponent(agentId)}`}>its runs</a>.
        </>
      ),
      tables: [table],
      body: (
        <>
          <ChartCard chart={agentActivityChart("runs", activity)} empty={EMPTY} />
          <ChartCard chart={agentActivityChart("tokens", activity)} empty={EMPTY} />
          <ChartCard chart={agentActivityChart("costUsd", activity)} empty={EMPTY} />
          <ChartCard
            empty={EMPTY}
            chart={stageLatencyChart(
              "calls",
              days.toReversed().map(({ date, p50Ms, p95Ms, p99Ms }) => ({
                label: { text: date.slice(5), href: null },
                p50Ms,
                p95Ms,
                p99Ms,
              })),
            )}
          />
          <TableCard table={table} query={query} />
        </>
      ),
    };
  },
};
