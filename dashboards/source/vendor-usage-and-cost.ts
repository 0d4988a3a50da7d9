import { VariableSort } from "@grafana/grafana-foundation-sdk/dashboard";
import { choice, createDashboard } from "./create-dashboard.ts";
import { figuresPanel, nightsPanel, rowsPanel, TO_RUN } from "./panels.ts";

const CHOSEN = `vendor in (\${vendor:sqlstring}) and $__timeFilter(run_started_at)`;

const byNight = (column: string) => `
select run_started_at as "time", vendor as metric, ${column} as value
from reports.run_vendors where is_night and ${CHOSEN}
order by 1, 2`;

/** What vendors did and charged. */
export const vendorUsageAndCost = createDashboard(
  "vendor-usage-and-cost",
  "nightshift: vendor usage and cost",
  "Calls, errors, rate limits, quotas and estimated cost by vendor and night.",
)
  .withVariable(
    choice("vendor", "Vendor", "select distinct vendor from reports.run_vendors order by 1")
      .multi(true)
      .includeAll(true)
      .sort(VariableSort.AlphabeticalAsc),
  )
  .withPanel(
    figuresPanel(
      {
        title: "All runs in this time",
        description: "Nights, reruns and runs by hand. The cost is of the calls whose price is known.",
        sql: `
select coalesce(sum(cost_usd), 0) as "Cost", coalesce(sum(calls), 0) as "Calls",
  sum(errors)::float8 / nullif(sum(calls), 0) as "Error rate", coalesce(sum(rate_limit_hits), 0) as "Rate limited",
  count(*) filter (where quota_exhausted) as "Quotas used up", coalesce(sum(unpriced_calls), 0) as "Calls without a price"
from reports.run_vendors where ${CHOSEN}`,
      },
      {
        Cost: "currencyUSD",
        Calls: "short",
        "Error rate": "percentunit",
        "Rate limited": "short",
        "Quotas used up": "short",
        "Calls without a price": "short",
      },
    ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "Cost by day",
        description: "Of all runs that began on a day (UTC), reruns too.",
        unit: "currencyUSD",
        sql: `
select $__timeGroupAlias(run_started_at, '1d'), vendor as metric, sum(cost_usd) as value
from reports.run_vendors where ${CHOSEN}
group by 1, 2 order by 1, 2`,
      },
      "stacked",
    ),
  )
  .withPanel(
    nightsPanel(
      { title: "Calls", description: "Attempts, retries included.", unit: "short", sql: byNight("calls") },
      "stacked",
    ),
  )
  .withPanel(
    nightsPanel(
      { title: "Errors", description: "Attempts that failed.", unit: "short", sql: byNight("errors") },
      "stacked",
    ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "Error rate",
        description: "Failed attempts of all attempts.",
        unit: "percentunit",
        sql: byNight("errors::float8 / nullif(calls, 0)"),
      },
      "lines",
    ),
  )
  .withPanel(
    rowsPanel(
      {
        title: "By night and vendor",
        description: "Rate limits and quotas among them.",
        sql: `
select run_id, run_date as "Night", vendor as "Vendor", calls as "Calls", errors as "Errors",
  errors::float8 / nullif(calls, 0) as "Error rate", rate_limit_hits as "Rate limited", quota_exhausted as "Quota used up",
  tokens_input + tokens_output as "Tokens", cost_usd as "Cost", unpriced_calls as "Without a price"
from reports.run_vendors where is_night and ${CHOSEN}
order by run_started_at desc, vendor`,
      },
      {
        units: { "Error rate": "percentunit", Cost: "currencyUSD" },
        hidden: ["run_id"],
        links: { Night: TO_RUN },
      },
    ),
  );
