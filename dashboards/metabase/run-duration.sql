-- Duration of nights
-- Bar chart; x: Night.
select run_date as "Night", duration_seconds / 60 as "Minutes"
from reports.runs
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
order by run_started_at
