import type { Transaction } from "../database/database.ts";
import type { ServiceLevels } from "./rule.ts";
import { LONG_WINDOW_NIGHTS, SHORT_WINDOW_NIGHTS } from "./slo-table.ts";

/** How a tenant's scheduled nights went over the windows of slo-table.ts, in one query. */
export async function readServiceLevels(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<ServiceLevels> {
  const [row] = await transaction.query<ServiceLevels[]>(
    `select count(*)::int as ended, (count(*) filter (where r.status = 'failed'))::int as failed,
       percentile_cont(0.95) within group (order by extract(epoch from r.ended_at - r.started_at)::float8 / 60)
         filter (where r.status <> 'failed') as "durationP95Minutes",
       (count(*) filter (where r.status <> 'failed'))::int as durations,
       percentile_cont(0.5) within group (order by c.value) filter (where r.started_at > $3) as "crawlSuccessP50",
       (count(c.value) filter (where r.started_at > $3))::int as crawls,
       percentile_cont(0.5) within group (order by b.value) filter (where r.started_at > $3) as "businessEmailP50",
       (count(b.value) filter (where r.started_at > $3))::int as "businessEmails"
     from enrichment_runs r
       left join run_metrics c on c.tenant_id = r.tenant_id and c.run_id = r.run_id and c.name = 'crawl_success_rate'
       left join run_metrics b on b.tenant_id = r.tenant_id and b.run_id = r.run_id
         and b.name = 'companies_with_business_email_rate'
     where r.tenant_id = $1 and r.agent_id = 'nightly' and r.trigger = 'schedule'
       and r.status in ('succeeded', 'degraded', 'failed') and r.ended_at is not null and r.started_at > $2`,
    [tenantId, nightsBefore(now, LONG_WINDOW_NIGHTS), nightsBefore(now, SHORT_WINDOW_NIGHTS)],
  );
  if (row === undefined) throw new TypeError("a query of aggregates always has a row");
  return row;
}

function nightsBefore(now: Date, nights: number): Date {
  return new Date(now.getTime() - nights * 86_400_000);
}
