import { PanelBuilder as BarChartBuilder } from "@grafana/grafana-foundation-sdk/barchart";
import { choice, createDashboard } from "./create-dashboard.ts";
import { nightsPanel, rowsPanel, TO_RUN } from "./panels.ts";
import { postgresTarget, SOURCE } from "./postgres-target.ts";

/** The nights to choose from, the newest first; shown by their dates, known by their ids. */
export const RUN_CHOICE = choice(
  "run",
  "Night",
  `select run_date || ' ' || to_char(run_started_at at time zone 'UTC', 'HH24:MI') as __text, run_id as __value
from reports.runs where is_night and $__timeFilter(run_started_at) order by run_started_at desc`,
);

/** How good the leads are. */
export const qualityAndVerification = createDashboard(
  "quality-and-verification",
  "nightshift: quality and verification",
  "Verified addresses, the pass rate of samples with its interval, lengths of rationales, and buckets.",
)
  .withVariable(RUN_CHOICE)
  .withPanel(
    nightsPanel(
      {
        title: "Verified addresses",
        description:
          "Addresses that are verified, of all known ones; and companies with at least one verified or unknown business address, of all selected.",
        unit: "percentunit",
        sql: `
select run_started_at as "time",
  case name when 'verified_email_rate' then 'addresses verified' else 'companies with one' end as metric, value
from reports.run_metrics
where is_night and name in ('verified_email_rate', 'companies_with_business_email_rate') and $__timeFilter(run_started_at)
order by 1, 2`,
      },
      "lines",
    ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "Pass rate of the samples",
        description:
          "Of the samples with a verdict, and where the true rate lies with 95 % confidence (Wilson).",
        unit: "percentunit",
        sql: `
select run_started_at as "time", pass_rate as "pass rate", pass_rate_low as "at least", pass_rate_high as "at most"
from reports.run_verdicts where is_night and pass_rate is not null and $__timeFilter(run_started_at)
order by 1`,
      },
      "lines",
    ),
  )
  .withPanel(
    new BarChartBuilder()
      .title("Lengths of rationales")
      .description(
        "Companies of the night chosen, by the number of characters in the rationale of their score.",
      )
      .datasource(SOURCE)
      .unit("short")
      .noValue("no night in this time")
      .height(8)
      .span(12)
      .xField("characters")
      .withTarget(
        postgresTarget(
          "table",
          `
select replace(replace(replace(name, 'rationale_length_', ''), '_up', ' and more'), '_', ' to ') as characters,
  value as companies
from reports.run_metrics
where run_id::text = \${run:sqlstring} and name like 'rationale\\_length\\_%'
order by split_part(name, '_', 3)::int`,
        ),
      ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "Buckets",
        description: "Shares of the scored companies that are High, Medium and Low.",
        unit: "percentunit",
        sql: `
select run_started_at as "time", initcap(replace(name, 'bucket_share_', '')) as metric, value
from reports.run_metrics
where is_night and name in ('bucket_share_high', 'bucket_share_medium', 'bucket_share_low')
  and $__timeFilter(run_started_at)
order by 1, 2`,
      },
      "stacked",
    ),
  )
  .withPanel(
    rowsPanel(
      {
        title: "Samples by night",
        description: "Verdicts are given in Slack.",
        sql: `
select run_id, run_date as "Night", samples as "Samples", passes as "Passed", fails as "Failed",
  samples - passes - fails as "Undecided", pass_rate as "Pass rate", pass_rate_low as "At least", pass_rate_high as "At most"
from reports.run_verdicts where is_night and $__timeFilter(run_started_at)
order by run_started_at desc`,
      },
      {
        units: { "Pass rate": "percentunit", "At least": "percentunit", "At most": "percentunit" },
        hidden: ["run_id"],
        links: { Night: TO_RUN },
      },
    ),
  );
