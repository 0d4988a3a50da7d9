import { readTenantDate } from "../../../agents/figures/agent-metrics-store.ts";
import { budgetBurnChart } from "../../../charts/figures/budget-burn-chart.ts";
import { vendorUseChart } from "../../../charts/figures/vendor-use-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import type { Night, NightVendor } from "../../../observability/nights/night.ts";
import { listMonthSpend, listNights } from "../../../observability/nights/past-nights-store.ts";
import { nightLabel } from "../../data/night-label.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { runPath } from "../../kit/run-path.ts";
import { Badge } from "../../views/badge.tsx";
import { ChartCard } from "../../views/chart-card.tsx";
import { TableCard } from "../../views/table-card.tsx";

const NIGHTS = 30;
const EMPTY = "No night has called a vendor yet.";

/** What vendors did and charged, night by night. */
export const vendorsPage: Page = {
  path: "vendors",
  section: "vendors",
  role: "viewer",
  async load({ world, tenantId, query, now, rowLimit }) {
    const { nights, month } = await world.database.withTenant(tenantId, async (transaction) => ({
      nights: await listNights(transaction, tenantId, NIGHTS),
      month: await listMonthSpend(transaction, tenantId, await readTenantDate(transaction, tenantId, now)),
    }));
    const points = nights.map((night) => ({
      label: nightLabel(tenantId, night),
      vendors: Object.fromEntries(night.vendors.map((vendor) => [vendor.vendor, vendor])),
    }));
    const rows = nights
      .toReversed()
      .flatMap((night) => night.vendors.map((vendor): Night & NightVendor => ({ ...night, ...vendor })));
    const table = createTable({
      name: "vendors",
      caption: "By night and vendor, the newest",
      empty: EMPTY,
      rows: rows.slice(0, rowLimit),
      keyOf: ({ runId, vendor }) => `${runId} ${vendor}`,
      columns: [
        {
          name: "Night",
          value: (row) => row.runDate,
          show: (row) => <a href={runPath(tenantId, row.runId)}>{row.runDate}</a>,
        },
        {
          name: "Vendor",
          value: (row) => row.vendor,
          show: (row) => (
            <a href={`/t/${encodeURIComponent(tenantId)}/events?run=${row.runId}&type=vendor_call`}>
              {row.vendor}
            </a>
          ),
        },
        { name: "Calls", isNumber: true, value: (row) => row.calls },
        { name: "Errors", isNumber: true, value: (row) => row.errors },
        {
          name: "Error rate",
          isNumber: true,
          value: (row) => (row.calls === 0 ? null : row.errors / row.calls),
          show: (row) => formatFigure(row.calls === 0 ? null : row.errors / row.calls, "share"),
        },
        { name: "Rate limited", isNumber: true, value: (row) => row.rateLimitHits },
        {
          name: "Quota used up",
          value: (row) => row.quotaExhausted,
          show: (row) => (row.quotaExhausted ? <Badge word="yes" /> : "no"),
        },
        {
          name: "Tokens",
          isNumber: true,
          value: (row) => row.tokens,
          show: (row) => formatFigure(row.tokens, "tokens"),
        },
        {
          name: "Cost",
          isNumber: true,
          value: (row) => row.costUsd,
          show: (row) => formatFigure(row.costUsd, "usd"),
        },
        { name: "Without a price", isNumber: true, value: (row) => row.unpricedCalls },
      ],
    });
    return {
      title: "Vendors and cost",
      lead: "The newest 30 nights. Costs are of calls whose price is known; the others are counted.",
      tables: [table],
      body: (
        <>
          <ChartCard
            chart={budgetBurnChart(month.map((day) => ({ ...day, date: day.date.slice(8) })))}
            empty={EMPTY}
          />
          <ChartCard chart={vendorUseChart("costUsd", points)} empty={EMPTY} />
          <ChartCard chart={vendorUseChart("calls", points)} empty={EMPTY} />
          <ChartCard chart={vendorUseChart("errors", points)} empty={EMPTY} />
          <TableCard table={table} query={query} />
        </>
      ),
    };
  },
};
