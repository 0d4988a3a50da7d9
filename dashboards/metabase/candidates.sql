-- From candidates to the shortlist
-- Line chart; x: Night. Companies that fit the profile, those selected, and leads delivered to Odoo.
select run_date as "Night",
  max(value) filter (where name = 'candidates_pre_filter') as "Before the filter",
  max(value) filter (where name = 'candidates_selected') as "Selected",
  max(value) filter (where name = 'shortlist_delivered') as "Shortlist delivered"
from reports.run_metrics
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
group by run_id, run_date, run_started_at
order by run_started_at
