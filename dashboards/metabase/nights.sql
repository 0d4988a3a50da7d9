-- Nights
-- Table. Each night with its figures, the newest first.
select r.run_date as "Night", r.status as "Status", r.status_reason as "Why",
  max(m.value) filter (where m.name = 'candidates_pre_filter') as "Candidates",
  max(m.value) filter (where m.name = 'candidates_selected') as "Selected",
  max(m.value) filter (where m.name = 'shortlist_delivered') as "Shortlist",
  r.duration_seconds / 60 as "Minutes", r.cost_usd as "Cost, US$"
from reports.runs r left join reports.run_metrics m on m.run_id = r.run_id
where r.is_night [[and r.run_date >= {{from}}]] [[and r.run_date <= {{to}}]]
group by r.run_id, r.run_date, r.run_started_at, r.status, r.status_reason, r.duration_seconds, r.cost_usd
order by r.run_started_at desc
