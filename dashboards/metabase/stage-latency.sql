-- Latency by stage
-- Line chart; x: Night; series: Stage; y: p95, ms. How long a company takes in a stage.
select run_date as "Night", stage as "Stage", count_total as "Companies", p50_ms as "p50, ms", p95_ms as "p95, ms",
  p99_ms as "p99, ms"
from reports.run_stages
where is_night and p95_ms is not null [[and stage = {{stage}}]] [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
order by run_started_at, started_at nulls last, stage
