import { guarded } from "../../kit/route.ts";
import { totalsJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `GET /api/obs/metrics/overview`: cost, calls, errors, active agents and open alerts: today as it stands, and seven days. */
export const metricsOverviewRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/metrics/overview",
    id: "getMetricsOverview",
    tag: "Agents",
    summary: "cost, calls, errors, active agents, open alerts: today and seven days",
    answers: { 200: AgentSchema.Overview },
  },
  async ({ response, caller, ports }) => {
    const { timezone, today, openAlerts, days } = await ports.agents.readOverview(caller.tenantId);
    const sum = (read: (day: (typeof days)[number]) => number) =>
      days.reduce((total, day) => total + read(day), 0);
    response.json({
      tenant_id: caller.tenantId,
      timezone,
      open_alerts: openAlerts,
      today: { date: today.date, ...totalsJson(today) },
      last_7_days: {
        ...totalsJson({
          costNanoUsd: days.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n),
          calls: sum((day) => day.calls),
          errors: sum((day) => day.errors),
          activeAgents: Math.max(...days.map((day) => day.activeAgents)),
          events: sum((day) => day.events),
          tokensInput: sum((day) => day.tokensInput),
          tokensOutput: sum((day) => day.tokensOutput),
          tokensCached: sum((day) => day.tokensCached),
          unpricedCalls: sum((day) => day.unpricedCalls),
        }),
        days: days.map((day) => ({ date: day.date, ...totalsJson(day) })),
      },
    });
  },
);
