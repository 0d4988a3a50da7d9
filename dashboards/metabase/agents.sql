-- Agents by day
-- Table, or a line chart of the cost; x: Day; series: Agent. Of the agents outside nightshift.
select date as "Day", agent_name as "Agent", total_runs as "Runs", failed_runs as "Failed", calls as "Calls",
  errors as "Errors", tokens_input + tokens_output as "Tokens", cost_usd as "Cost, US$", p95_ms as "p95, ms"
from reports.agent_days
where true [[and agent_id = {{agent}}]] [[and date >= {{from}}]] [[and date <= {{to}}]]
order by date desc, agent_name
