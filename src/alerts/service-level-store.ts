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

const NIGHT = `r.agent_id = 'nightly' and r.trigger = 'schedule' and r.status in ('succeeded', 'degraded', 'failed')
  and r.ended_at is not null`;

/** How tenants' scheduled nights went over the windows of slo-table.ts, in one query; a tenant without any is left out. */
export async function readServiceLevels(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, ServiceLevels>> {
  const rows = await transaction.query<(ServiceLevels & { tenantId: string })[]>(
    `select k.tenant_id as "tenantId", n.*, m.*
     from unnest($1::text[]) as k (tenant_id)
       cross join lateral (select count(*)::int as ended, (count(*) filter (where r.status = 'failed'))::int as failed,
           percentile_cont(0.95) within group (order by extract(epoch from r.ended_at - r.started_at)::float8 / 60)
             filter (where r.status <> 'failed') as "durationP95Minutes",
           (count(*) filter (where r.status <> 'failed'))::int as durations
         from enrichment_runs r where r.tenant_id = k.tenant_id and r.started_at > $2 and ${NIGHT}) n
       cross join lateral (select percentile_cont(0.5) within group (order by v.value)
             filter (where v.name = 'crawl_success_rate') as "crawlSuccessP50",
           (count(v.value) filter (where v.name = 'crawl_success_rate'))::int as crawls,
           percentile_cont(0.5) within group (order by v.value)
             filter (where v.name = 'companies_with_business_email_rate') as "businessEmailP50",
           (count(v.value) filter (where v.name = 'companies_with_business_email_rate'))::int as "businessEmails"
         from enrichment_runs r join run_metrics v on v.tenant_id = r.tenant_id and v.run_id = r.run_id
           and v.name in ('crawl_success_rate', 'companies_with_business_email_rate')
         where r.tenant_id = k.tenant_id and r.started_at > $3 and ${NIGHT}) m
     where n.ended > 0`,
    [tenantIds, nightsBefore(now, LONG_WINDOW_NIGHTS), nightsBefore(now, SHORT_WINDOW_NIGHTS)],
  );
  return new Map(rows.map(({ tenantId, ...levels }) => [tenantId, levels]));
}

function nightsBefore(now: Date, nights: number): Date {
  return new Date(now.getTime() - nights * 86_400_000);
}
