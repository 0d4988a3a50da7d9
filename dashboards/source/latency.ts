import { choice, createDashboard } from "./create-dashboard.ts";
import { nightsPanel, rowsPanel, TO_RUN } from "./panels.ts";
import { RUN_CHOICE } from "./quality-and-verification.ts";

const CHOSEN = `stage in (\${stage:sqlstring}) and p95_ms is not null and $__timeFilter(run_started_at)`;

/** This dashboard with one stage or one night chosen. */
const ALONE = (choose: string) =>
  `/d/nightshift-latency?\${source:queryparam}&\${pages:queryparam}&\${__url_time_range}&${choose}`;

/** How long companies take in each stage. */
export const latency = createDashboard(
  "latency",
  "nightshift: latency",
  "How long a company takes in each stage, by night; choose a stage or a night to look closer.",
)
  .withVariable(
    choice(
      "stage",
      "Stage",
      "select distinct stage from reports.run_stages where p95_ms is not null order by 1",
    )
      .multi(true)
      .includeAll(true),
  )
  .withVariable(RUN_CHOICE)
  .withPanel(
    nightsPanel(
      {
        title: "p95 by stage",
        description: "The time within which 95 of 100 companies went through a stage.",
        unit: "ms",
        sql: `
select run_started_at as "time", stage as metric, p95_ms as value
from reports.run_stages where is_night and ${CHOSEN}
order by 1, 2`,
      },
      "lines",
    ).span(24),
  )
  .withPanel(
    nightsPanel(
      {
        title: `Percentiles of \${stage}`,
        description: "p50, p95 and p99 of the time a company took in this stage.",
        unit: "ms",
        sql: `
select run_started_at as "time", p50_ms as "p50", p95_ms as "p95", p99_ms as "p99"
from reports.run_stages where is_night and ${CHOSEN}
order by 1`,
      },
      "lines",
    )
      .repeat("stage")
      .repeatDirection("h")
      .maxPerRow(2),
  )
  .withPanel(
    rowsPanel(
      {
        title: "Stages of the night chosen",
        description: "In the order in which they began.",
        sql: `
select run_id, stage as "Stage", status as "Status", count_total as "Companies", p50_ms as "p50", p95_ms as "p95", p99_ms as "p99",
  extract(epoch from ended_at - started_at)::float8 as "Took"
from reports.run_stages where run_id::text = \${run:sqlstring}
order by started_at nulls last, stage`,
      },
      {
        units: { p50: "ms", p95: "ms", p99: "ms", Took: "s" },
        hidden: ["run_id"],
        links: {
          Stage: { title: "Only this stage", url: ALONE(`var-stage=\${__data.fields.Stage}`) },
          Status: TO_RUN,
        },
      },
    ),
  )
  .withPanel(
    rowsPanel(
      {
        title: "By night and stage",
        description: "Choose a stage or a night with a click.",
        sql: `
select run_id, run_date as "Night", stage as "Stage", count_total as "Companies", p50_ms as "p50", p95_ms as "p95", p99_ms as "p99"
from reports.run_stages where is_night and ${CHOSEN}
order by run_started_at desc, started_at nulls last, stage`,
      },
      {
        units: { p50: "ms", p95: "ms", p99: "ms" },
        hidden: ["run_id"],
        links: {
          Night: { title: "Only this night", url: ALONE(`var-run=\${__data.fields.run_id}`) },
          Stage: { title: "Only this stage", url: ALONE(`var-stage=\${__data.fields.Stage}`) },
          Companies: TO_RUN,
        },
      },
    ),
  );
