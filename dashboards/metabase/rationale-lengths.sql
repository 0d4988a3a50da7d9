-- Lengths of rationales
-- Bar chart; x: Characters. Companies of a night, the newest unless one is chosen.
select replace(replace(replace(name, 'rationale_length_', ''), '_up', ' and more'), '_', ' to ') as "Characters",
  value as "Companies"
from reports.run_metrics
where name like 'rationale\_length\_%' and run_id = (
  select run_id from reports.runs where is_night [[and run_date = {{night}}]] order by run_started_at desc limit 1)
order by split_part(name, '_', 3)::int
