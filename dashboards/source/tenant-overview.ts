import { createDashboard } from "./create-dashboard.ts";
import { figuresPanel, nightsPanel, rowsPanel, TO_RUN } from "./panels.ts";

/** How a tenant's nights went. */
export const tenantOverview = createDashboard(
  "tenant-overview",
  "nightshift: tenant overview",
  "Candidates, the shortlist, successes and errors, buckets, durations and open alerts of a tenant's nights.",
)
  .withPanel(
    figuresPanel(
      {
        title: "Newest night",
        description: "The newest night that ended in the time chosen.",
        sql: `
select max(m.value) filter (where m.name = 'candidates_pre_filter') as "Candidates",
  max(m.value) filter (where m.name = 'candidates_selected') as "Selected",
  max(m.value) filter (where m.name = 'shortlist_delivered') as "Shortlist delivered",
  (select sum(s.count_error)::float8 / nullif(sum(s.count_success + s.count_error), 0) from reports.run_stages s
    where s.run_id = r.run_id) as "Errors",
  r.duration_seconds as "Took", r.cost_usd as "Cost"
from (select run_id, duration_seconds, cost_usd from reports.runs
    where is_night and $__timeFilter(run_started_at) order by run_started_at desc limit 1) r
  left join reports.run_metrics m on m.run_id = r.run_id
group by r.run_id, r.duration_seconds, r.cost_usd`,
      },
      {
        Candidates: "short",
        Selected: "short",
        "Shortlist delivered": "short",
        Errors: "percentunit",
        Took: "s",
        Cost: "currencyUSD",
      },
    ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "From candidates to the shortlist",
        description:
          "Companies that fit the profile, those selected for the night, and leads delivered to Odoo.",
        unit: "short",
        sql: `
select run_started_at as "time",
  case name when 'candidates_pre_filter' then 'before the filter' when 'candidates_selected' then 'selected'
    else 'shortlist delivered' end as metric, value
from reports.run_metrics
where is_night and name in ('candidates_pre_filter', 'candidates_selected', 'shortlist_delivered')
  and $__timeFilter(run_started_at)
order by 1, 2`,
      },
      "lines",
    ),
  )
  .withPanel(
    nightsPanel(
      {
        title: "Successes and errors",
        description: "Shares of the attempts of all stages; what was skipped or blocked is no attempt.",
        unit: "percentunit",
        sql: `
with totals as (
  select run_started_at, sum(count_success)::float8 as success, sum(count_error)::float8 as error
  from reports.run_stages where is_night and $__timeFilter(run_started_at) group by run_id, run_started_at)
select run_started_at as "time", success / nullif(success + error, 0) as "success", error / nullif(success + error, 0) as "error"
from totals order by 1`,
      },
      "lines",
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
    nightsPanel(
      {
        title: "Duration",
        description: "From the start of a night to its end.",
        unit: "s",
        sql: `
select run_started_at as "time", duration_seconds as "duration"
from reports.runs where is_night and $__timeFilter(run_started_at)
order by 1`,
      },
      "bars",
    ),
  )
  .withPanel(
    rowsPanel(
      {
        title: "Open alerts",
        description: "What nobody has resolved yet, whenever it began; drills are left out.",
        sql: `
select alert_id, severity as "Severity", rule_id as "Rule", summary as "What", state as "State", fired_at as "Since"
from reports.alerts where state in ('firing', 'acknowledged') and not drill
order by fired_at desc`,
      },
      {
        hidden: ["alert_id"],
        links: {
          Rule: {
            title: "Open the alert in nightshift",
            url: `\${pages}/t/\${tenant}/alerts/\${__data.fields.alert_id}`,
          },
        },
      },
    ),
  )
  .withPanel(
    rowsPanel(
      {
        title: "Nights",
        description: "Each night of the time chosen, the newest first.",
        sql: `
select r.run_id, r.run_date as "Night", r.status as "Status", r.status_reason as "Why",
  max(m.value) filter (where m.name = 'candidates_selected') as "Selected",
  max(m.value) filter (where m.name = 'shortlist_delivered') as "Shortlist",
  r.duration_seconds as "Took", r.cost_usd as "Cost"
from reports.runs r left join reports.run_metrics m on m.run_id = r.run_id
where r.is_night and $__timeFilter(r.run_started_at)
group by r.run_id, r.run_date, r.run_started_at, r.status, r.status_reason, r.duration_seconds, r.cost_usd
order by r.run_started_at desc`,
      },
      { units: { Took: "s", Cost: "currencyUSD" }, hidden: ["run_id"], links: { Night: TO_RUN } },
    ),
  );
