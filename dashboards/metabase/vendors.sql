-- Vendors by night
-- Table. What each vendor did and charged, with its rate limits and quotas.
select run_date as "Night", vendor as "Vendor", calls as "Calls", errors as "Errors",
  errors::float8 / nullif(calls, 0) as "Error rate", rate_limit_hits as "Rate limited",
  quota_exhausted as "Quota used up", tokens_input + tokens_output as "Tokens", cost_usd as "Cost, US$",
  unpriced_calls as "Without a price"
from reports.run_vendors
where is_night [[and vendor = {{vendor}}]] [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
order by run_started_at desc, vendor
