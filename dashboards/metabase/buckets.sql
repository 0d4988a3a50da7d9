-- Buckets
-- Bar chart, stacked; x: Night; as a percentage. Shares of the scored companies.
select run_date as "Night",
  max(value) filter (where name = 'bucket_share_high') as "High",
  max(value) filter (where name = 'bucket_share_medium') as "Medium",
  max(value) filter (where name = 'bucket_share_low') as "Low"
from reports.run_metrics
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
group by run_id, run_date, run_started_at
order by run_started_at
