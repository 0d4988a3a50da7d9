import type { AgentDay } from "../../../charts/figures/agent-activity-chart.ts";
import type { AgentDailyMetric } from "../../../entities/agent-daily-metric.ts";
import { usdNumber } from "../../../nano-usd.ts";

/** The days of agents as charts show them, the oldest first; each day leads to its events. */
export function activityOf(tenantId: string, days: readonly AgentDailyMetric[]): AgentDay[] {
  return [...Map.groupBy(days, ({ date }) => date)]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([date, own]) => ({
      label: {
        text: date.slice(5),
        href: `/t/${encodeURIComponent(tenantId)}/events?from=${date}&to=${date}`,
      },
      agents: Object.fromEntries(
        own.map(({ agentId, totalRuns, tokensInput, tokensOutput, costNanoUsd }) => [
          agentId,
          { runs: totalRuns, tokens: tokensInput + tokensOutput, costUsd: usdNumber(costNanoUsd) },
        ]),
      ),
    }));
}
