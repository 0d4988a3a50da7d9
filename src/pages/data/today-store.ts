import type { Transaction } from "../../database/database.ts";
import { NANO_USD } from "../../nano-usd.ts";

/** What the nightly runs of a tenant's day have done so far. */
export interface Today {
  readonly date: string;
  readonly timezone: string;
  readonly runs: number;
  readonly calls: number;
  readonly errors: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

/** The vendor calls of the nightly runs that belong to the tenant's day, from the roll-ups. */
export async function readToday(transaction: Transaction, tenantId: string, now: Date): Promise<Today> {
  const [row] = await transaction.query<Today[]>(
    `with t as (select zone_or_utc(timezone) as zone from tenants where tenant_id = $1),
     d as (select t.zone, ($2::timestamptz at time zone t.zone)::date as today from t),
     runs as (select r.run_id from d, enrichment_runs r
       where r.tenant_id = $1 and r.agent_id = 'nightly' and r.run_date = d.today
         and r.started_at > $2::timestamptz - interval '3 days')
     select to_char(d.today, 'YYYY-MM-DD') as date, d.zone as timezone, (select count(*)::int from runs) as runs,
       coalesce(sum(v.calls), 0)::float8 as calls, coalesce(sum(v.errors), 0)::float8 as errors,
       coalesce(sum(v.cost_nano_usd), 0) / ${NANO_USD}::float8 as "costUsd",
       coalesce(sum(v.unpriced_calls), 0)::float8 as "unpricedCalls"
     from d left join runs on true left join run_vendor_usage v on v.tenant_id = $1 and v.run_id = runs.run_id
     group by d.today, d.zone`,
    [tenantId, now],
  );
  if (row === undefined) throw new TypeError("A page's tenant exists");
  return { ...row, costUsd: Number(row.costUsd) };
}
