-- Successes and errors
-- Line chart; x: Night; as a percentage. Shares of the attempts of all stages; what was skipped or blocked is no attempt.
select run_date as "Night",
  sum(count_success)::float8 / nullif(sum(count_success + count_error), 0) as "Success",
  sum(count_error)::float8 / nullif(sum(count_success + count_error), 0) as "Error"
from reports.run_stages
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
group by run_id, run_date, run_started_at
order by run_started_at
