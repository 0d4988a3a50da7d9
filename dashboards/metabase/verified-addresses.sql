-- Verified addresses
-- Line chart; x: Night; as a percentage. Addresses that are verified, and companies with a verified or unknown business address.
select run_date as "Night",
  max(value) filter (where name = 'verified_email_rate') as "Addresses verified",
  max(value) filter (where name = 'companies_with_business_email_rate') as "Companies with one"
from reports.run_metrics
where is_night [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
group by run_id, run_date, run_started_at
order by run_started_at
