-- Open alerts
-- Table. What nobody has resolved yet; drills are left out.
select severity as "Severity", rule_id as "Rule", summary as "What", state as "State", fired_at as "Since"
from reports.alerts
where state in ('firing', 'acknowledged') and not drill [[and severity = {{severity}}]]
order by fired_at desc
