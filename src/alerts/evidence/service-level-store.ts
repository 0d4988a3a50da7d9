import type { Transaction } from "../../database/database.ts";
import { LONG_WINDOW_NIGHTS, SHORT_WINDOW_NIGHTS } from "../objectives/slo-table.ts";
import type { ServiceLevels } from "../rulebook/rule.ts";
import type { TenantMoment } from "./verdict-count-store.ts";

/** For a tenant without any scheduled night. */
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

const NIGHT = `r.agent_id = 'nightly' and r.trigger = 'schedule' and r.status in ('succeeded', 'degraded', 'failed')`;

/** How tenants' scheduled nights went over the windows of slo-table.ts before each moment, by its key, in one query; a tenant without any is left out. */
export async function readServiceLevels(
  transaction: Transaction,
  moments: readonly TenantMoment[],
): Promise<ReadonlyMap<string, ServiceLevels>> {
  const rows = await transaction.query<(ServiceLevels & { key: string })[]>(
    `select w.key, n.*, m.*
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as w (key, tenant_id, at)
       cross join lateral (select count(*)::int as ended, (count(*) filter (where r.status = 'failed'))::int as failed,
           percentile_cont(0.95) within group (order by extract(epoch from r.ended_at - r.started_at)::float8 / 60)
             filter (where r.status <> 'failed') as "durationP95Minutes",
           (count(*) filter (where r.status <> 'failed'))::int as durations
         from enrichment_runs r
         where r.tenant_id = w.tenant_id and r.started_at > w.at - make_interval(days => $4) and r.ended_at <= w.at and ${NIGHT}) n
       cross join lateral (select percentile_cont(0.5) within group (order by v.value)
             filter (where v.name = 'crawl_success_rate') as "crawlSuccessP50",
           (count(v.value) filter (where v.name = 'crawl_success_rate'))::int as crawls,
           percentile_cont(0.5) within group (order by v.value)
             filter (where v.name = 'companies_with_business_email_rate') as "businessEmailP50",
           (count(v.value) filter (where v.name = 'companies_with_business_email_rate'))::int as "businessEmails"
         from enrichment_runs r join run_metrics v on v.tenant_id = r.tenant_id and v.run_id = r.run_id
           and v.name in ('crawl_success_rate', 'companies_with_business_email_rate')
         where r.tenant_id = w.tenant_id and r.started_at > w.at - make_interval(days => $5) and r.ended_at <= w.at and ${NIGHT}) m
     where n.ended > 0`,
    [
      moments.map(({ key }) => key),
      moments.map(({ tenantId }) => tenantId),
      moments.map(({ at }) => at),
      LONG_WINDOW_NIGHTS,
      SHORT_WINDOW_NIGHTS,
    ],
  );
  return new Map(rows.map(({ key, ...levels }) => [key, levels]));
}

/** How the scheduled nights of all tenants went. */
export interface FleetNights {
  readonly nights: number;
  readonly failed: number;
  /** Whose nights failed, those with the most first. */
  readonly tenantIds: readonly string[];
}

/** The scheduled nights of all tenants in the days before the newest one ended: no night is forgotten because time passes. */
export async function readFleetNights(
  transaction: Transaction,
  now: Date,
  windowDays: number,
): Promise<FleetNights> {
  const rows = await transaction.query<{ tenantId: string; nights: number; failed: number }[]>(
    `with newest as (select max(ended_at) as at from enrichment_runs where ${ENDED_NIGHT} and ended_at <= $1)
     select tenant_id as "tenantId", count(*)::int as nights, (count(*) filter (where status = 'failed'))::int as failed
     from newest n join enrichment_runs on ended_at > n.at - make_interval(days => $2) and ended_at <= n.at
     where ${ENDED_NIGHT} group by tenant_id order by 3 desc, 1`,
    [now, windowDays],
  );
  return {
    nights: rows.reduce((sum, { nights }) => sum + nights, 0),
    failed: rows.reduce((sum, { failed }) => sum + failed, 0),
    tenantIds: rows.filter(({ failed }) => failed > 0).map(({ tenantId }) => tenantId),
  };
}

const ENDED_NIGHT =
  "agent_id = 'nightly' and trigger = 'schedule' and status in ('succeeded', 'degraded', 'failed')";
