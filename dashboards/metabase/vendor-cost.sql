-- Cost by day and vendor
-- Bar chart, stacked; x: Day; series: Vendor. Of all runs, reruns too; of the calls whose price is known.
select run_date as "Day", vendor as "Vendor", sum(cost_usd) as "Cost, US$", sum(calls) as "Calls"
from reports.run_vendors
where true [[and vendor = {{vendor}}]] [[and run_date >= {{from}}]] [[and run_date <= {{to}}]]
group by run_date, vendor
order by run_date, vendor
