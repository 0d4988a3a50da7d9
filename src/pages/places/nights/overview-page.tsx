import { readAgentOverview } from "../../../agents/figures/agent-metrics-store.ts";
import { listOpenAlerts } from "../../../alerts/lifecycle/alert-list-store.ts";
import { bucketDistributionChart } from "../../../charts/figures/bucket-distribution-chart.ts";
import { candidateFunnelChart } from "../../../charts/figures/candidate-funnel-chart.ts";
import { outcomeRatesChart } from "../../../charts/figures/outcome-rates-chart.ts";
import { runDurationChart } from "../../../charts/figures/run-duration-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import { usdNumber } from "../../../nano-usd.ts";
import type { Night } from "../../../observability/nights/night.ts";
import { listNights } from "../../../observability/nights/past-nights-store.ts";
import { readShortlist } from "../../../observability/reads/shortlist-store.ts";
import { nightLabel, outcomesOf } from "../../data/night-label.ts";
import { readToday } from "../../data/today-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { runPath } from "../../kit/run-path.ts";
import { Badge } from "../../views/badge.tsx";
import { ChartCard } from "../../views/chart-card.tsx";
import { FigureCards } from "../../views/figure-cards.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { TimeAt } from "../../views/time-at.tsx";

const NIGHTS = 30;
const NO_NIGHT = "No night yet. Start a run under Runs, or wait for the schedule.";

/** How a tenant is doing: today's five figures, its newest nights, and what needs somebody. */
export const overviewPage: Page = {
  path: "overview",
  section: "overview",
  role: "viewer",
  async load({ world, tenantId, now, time, query }) {
    const base = `/t/${encodeURIComponent(tenantId)}`;
    const { nights, alerts, agents, today, shortlist } = await world.database.withTenant(
      tenantId,
      async (transaction) => ({
        nights: await listNights(transaction, tenantId, NIGHTS),
        alerts: await listOpenAlerts(transaction, tenantId),
        agents: await readAgentOverview(transaction, tenantId, now),
        today: await readToday(transaction, tenantId, now),
        shortlist: await readShortlist(transaction, tenantId),
      }),
    );
    const costUsd = today.costUsd + usdNumber(agents.today.costNanoUsd);
    const calls = today.calls + agents.today.calls;
    const errors = today.errors + agents.today.errors;
    const unpriced = today.unpricedCalls + agents.today.unpricedCalls;
    const firing = alerts.filter(({ state }) => state === "firing").length;
    const newest = nights.at(-1);
    const alertTable = createTable({
      name: "open-alerts",
      caption: "Open alerts",
      empty: "No alert is open.",
      rows: alerts,
      keyOf: ({ alertId }) => alertId,
      columns: [
        {
          name: "Severity",
          value: (alert) => alert.severity,
          show: (alert) => <Badge word={alert.severity} />,
        },
        {
          name: "Rule",
          value: (alert) => alert.ruleId,
          show: (alert) => <a href={`${base}/alerts/${alert.alertId}`}>{alert.ruleId.slice(0, 8)}</a>,
        },
        {
          name: "What",
          value: (alert) => alert.summary,
          show: (alert) => <p className="text">{alert.summary}</p>,
        },
        { name: "State", value: (alert) => alert.state, show: (alert) => <Badge word={alert.state} /> },
        {
          name: "Since",
          value: (alert) => alert.firedAt,
          show: (alert) => <TimeAt at={alert.firedAt} time={time} />,
        },
      ],
    });
    const nightTable = createTable<Night>({
      name: "nights",
      caption: "Newest nights",
      empty: NO_NIGHT,
      rows: nights.toReversed(),
      keyOf: ({ runId }) => runId,
      columns: [
        {
          name: "Night",
          value: (night) => night.runDate,
          show: (night) => <a href={runPath(tenantId, night.runId)}>{night.runDate}</a>,
        },
        { name: "Run", value: (night) => night.runId, isFileOnly: true },
        { name: "Status", value: (night) => night.status, show: (night) => <Badge word={night.status} /> },
        ...[
          ["Candidates", "candidates_pre_filter"],
          ["Selected", "candidates_selected"],
          ["Shortlist", "shortlist_delivered"],
        ].map(([name = "", metric = ""]) => ({
          name,
          isNumber: true,
          value: (night: Night) => night.metrics[metric] ?? null,
          show: (night: Night) => formatFigure(night.metrics[metric] ?? null, "count"),
        })),
        {
          name: "Errors",
          isNumber: true,
          value: (night) => outcomesOf(night).errors,
          show: (night) => {
            const { errors: failed, successes } = outcomesOf(night);
            return failed + successes === 0 ? "–" : formatFigure(failed / (failed + successes), "share");
          },
        },
        {
          name: "Took",
          isNumber: true,
          value: (night) => durationOf(night),
          show: (night) => formatFigure(durationOf(night), "ms"),
        },
        {
          name: "Cost",
          isNumber: true,
          value: (night) => night.costUsd,
          show: (night) => formatFigure(night.costUsd, "usd"),
        },
      ],
    });
    const labels = (night: Night) => nightLabel(tenantId, night);
    return {
      title: "Overview",
      lead: (
        <>
          Today is {today.date} in {today.timezone}
          {newest !== undefined && (
            <>
              ; the newest night is <a href={runPath(tenantId, newest.runId)}>{newest.runDate}</a>,{" "}
              <Badge word={newest.status} />
            </>
          )}
          .
        </>
      ),
      live: (
        <FigureCards
          figures={[
            {
              name: "Cost today",
              value: formatFigure(costUsd, "usd"),
              note: unpriced > 0 ? `and ${unpriced} calls without a price` : "vendors and agents",
              href: `${base}/vendors`,
            },
            {
              name: "Calls today",
              value: formatFigure(calls, "count"),
              note: "to vendors and models",
              href: `${base}/events?type=vendor_call`,
            },
            {
              name: "Errors today",
              value: formatFigure(errors, "count"),
              note: calls === 0 ? "of no calls" : `${formatFigure(errors / calls, "share")} of calls`,
              href: `${base}/events?status=error`,
              ...(calls > 0 && errors / calls > 0.3 && { tone: "bad" as const }),
            },
            {
              name: "Active agents",
              value: formatFigure(agents.today.activeAgents + (today.runs > 0 ? 1 : 0), "count"),
              note: today.runs > 0 ? "the nightly run among them" : "reported today",
              href: `${base}/agents`,
            },
            {
              name: "Open alerts",
              value: formatFigure(alerts.length, "count"),
              note: firing === 0 ? "none waits for somebody" : `${firing} nobody acknowledged`,
              href: `${base}/alerts?state=open`,
              tone: firing > 0 ? "bad" : alerts.length > 0 ? "warn" : "good",
            },
          ]}
        />
      ),
      tables: [alertTable, nightTable],
      body: (
        <>
          <TableCard table={alertTable} query={query} />
          <ChartCard
            empty={NO_NIGHT}
            chart={candidateFunnelChart(
              newest === undefined
                ? []
                : [
                    step("before the filter", newest, "candidates_pre_filter"),
                    step("selected", newest, "candidates_selected"),
                    {
                      name: "scored High",
                      href: `${runPath(tenantId, newest.runId)}?bucket=High`,
                      count: shortlist.scored.High,
                    },
                    step("shortlist delivered", newest, "shortlist_delivered"),
                  ],
            )}
          />
          <ChartCard
            empty={NO_NIGHT}
            chart={outcomeRatesChart(nights.map((night) => ({ label: labels(night), ...outcomesOf(night) })))}
          />
          <ChartCard
            empty={NO_NIGHT}
            chart={bucketDistributionChart(
              nights.map((night) => ({
                label: labels(night),
                high: night.metrics["bucket_share_high"] ?? null,
                medium: night.metrics["bucket_share_medium"] ?? null,
                low: night.metrics["bucket_share_low"] ?? null,
              })),
            )}
          />
          <ChartCard
            empty={NO_NIGHT}
            chart={runDurationChart(
              nights.map((night) => ({ label: labels(night), durationMs: durationOf(night) })),
            )}
          />
          <TableCard table={nightTable} query={query} />
        </>
      ),
    };

    function step(name: string, night: Night, metric: string) {
      return { name, href: runPath(tenantId, night.runId), count: night.metrics[metric] ?? null };
    }
  },
};

function durationOf({ startedAt, endedAt }: Night): number | null {
  return endedAt === null ? null : new Date(endedAt).getTime() - new Date(startedAt).getTime();
}
