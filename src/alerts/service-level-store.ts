import type { Transaction } from "../database/database.ts";
import type { ServiceLevels } from "./rule.ts";
import { LONG_WINDOW_NIGHTS, SHORT_WINDOW_NIGHTS } from "./slo-table.ts";

/** Of a tenant that has had no scheduled night. */
export const NO_NIGHTS: ServiceLevels = {
  ended: 0,
  failed: 0,
  durationP95Minutes: null,
  durations: 0,
  crawlSuccessP50: null,
  crawls: 0,
  businessEmailP50: null,
  businessEmails: 0,
};

/** How tenants' scheduled nights went over the windows of slo-table.ts, in one query; a tenant without any is left out. */
export async function readServiceLevels(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, ServiceLevels>> {
  const rows = await transaction.query<(ServiceLevels & { tenantId: string })[]>(
    `select r.tenant_id as "tenantId", count(*)::int as ended, (count(*) filter (where r.status = 'failed'))::int as failed,
       percentile_cont(0.95) within group (order by extract(epoch from r.ended_at - r.started_at)::float8 / 60)
         filter (where r.status <> 'failed') as "durationP95Minutes",
       (count(*) filter (where r.status <> 'failed'))::int as durations,
       percentile_cont(0.5) within group (order by c.value) as "crawlSuccessP50", count(c.value)::int as crawls,
       percentile_cont(0.5) within group (order by b.value) as "businessEmailP50",
       count(b.value)::int as "businessEmails"
     from enrichment_runs r
       left join run_metrics c on r.started_at > $3 and c.tenant_id = r.tenant_id and c.run_id = r.run_id
         and c.name = 'crawl_success_rate'
       left join run_metrics b on r.started_at > $3 and b.tenant_id = r.tenant_id and b.run_id = r.run_id
         and b.name = 'companies_with_business_email_rate'
     where r.tenant_id = any($1) and r.agent_id = 'nightly' and r.trigger = 'schedule'
       and r.status in ('succeeded', 'degraded', 'failed') and r.ended_at is not null and r.started_at > $2
     group by r.tenant_id`,
    [tenantIds, nightsBefore(now, LONG_WINDOW_NIGHTS), nightsBefore(now, SHORT_WINDOW_NIGHTS)],
  );
  return new Map(rows.map(({ tenantId, ...levels }) => [tenantId, levels]));
}

function nightsBefore(now: Date, nights: number): Date {
  return new Date(now.getTime() - nights * 86_400_000);
}
