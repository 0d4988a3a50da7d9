-- Pass rate of the samples
-- Line chart; x: Night; as a percentage. With where the true rate lies with 95 % confidence (Wilson).
select run_date as "Night", passes as "Passed", fails as "Failed", samples - passes - fails as "Undecided",
  pass_rate as "Pass rate", pass_rate_low as "At least", pass_rate_high as "At most"
from reports.run_verdicts
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
order by run_started_at
