import type { Transaction } from "../../database/database.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";
import { NANO_USD } from "../../nano-usd.ts";
import type { Night } from "./night.ts";

/** The tenant's newest nights that have ended, the oldest first; a rerun is no night. With `before`, those that began before then. */
export async function listNights(
  transaction: Transaction,
  tenantId: string,
  limit: number,
  before: Date | null = null,
): Promise<Night[]> {
  return readNights(
    transaction,
    `r.agent_id = 'nightly' and r.status <> 'running' and ${IS_NIGHT} and ($3::timestamptz is null or r.started_at < $3)`,
    [tenantId, limit, before],
  );
}

/** One run as the nights are read, whatever it is; null if there is none. */
export async function readNight(
  transaction: Transaction,
  tenantId: string,
  runId: string,
): Promise<Night | null> {
  const [night] = await readNights(transaction, "r.run_id = $3", [tenantId, 1, runId]);
  return night ?? null;
}

async function readNights(
  transaction: Transaction,
  condition: string,
  parameters: readonly [tenantId: string, limit: number, third: string | Date | null],
): Promise<Night[]> {
  return transaction.query<Night[]>(
    `with nights as (
       select r.run_id, r.run_date, r.status, r.started_at, r.ended_at, r.cost_nano_usd from enrichment_runs r
       where r.tenant_id = $1 and ${condition}
       order by r.started_at desc, r.run_id desc limit $2)
     select n.run_id as "runId", to_char(n.run_date, 'YYYY-MM-DD') as "runDate", n.status, n.started_at as "startedAt",
       n.ended_at as "endedAt", n.cost_nano_usd / ${NANO_USD}::float8 as "costUsd",
       coalesce((select jsonb_agg(jsonb_build_object('stage', s.stage, 'status', s.status, 'total', s.count_total,
           'success', s.count_success, 'error', s.count_error, 'p50Ms', s.p50_ms, 'p95Ms', s.p95_ms, 'p99Ms', s.p99_ms))
         from run_stage_stats s where s.tenant_id = $1 and s.run_id = n.run_id), '[]') as stages,
       coalesce((select jsonb_agg(jsonb_build_object('vendor', v.vendor, 'calls', v.calls, 'errors', v.errors,
           'rateLimitHits', v.rate_limit_hits, 'quotaExhausted', v.quota_exhausted,
           'costUsd', v.cost_nano_usd / ${NANO_USD}::float8, 'unpricedCalls', v.unpriced_calls,
           'tokens', v.tokens_input + v.tokens_output) order by v.vendor)
         from run_vendor_usage v where v.tenant_id = $1 and v.run_id = n.run_id), '[]') as vendors,
       coalesce((select jsonb_object_agg(m.name, m.value) from run_metrics m
         where m.tenant_id = $1 and m.run_id = n.run_id), '{}') as metrics,
       (select count(*) filter (where q.result = 'pass') from qa_samples q
         where q.tenant_id = $1 and q.run_id = n.run_id)::int as passes,
       (select count(*) filter (where q.result = 'fail') from qa_samples q
         where q.tenant_id = $1 and q.run_id = n.run_id)::int as fails
     from nights n order by n.started_at, n.run_id`,
    [...parameters],
  );
}

/** What the tenant's runs cost on each day of the month of `today`, in its zone; the days after today are null. */
export async function listMonthSpend(
  transaction: Transaction,
  tenantId: string,
  today: string,
): Promise<{ readonly date: string; readonly costUsd: number | null }[]> {
  return transaction.query<{ date: string; costUsd: number | null }[]>(
    `select to_char(d, 'YYYY-MM-DD') as date,
       case when d::date > $2::date then null else coalesce((select sum(r.cost_nano_usd) / ${NANO_USD}::float8 from enrichment_runs r
         where r.tenant_id = $1 and r.agent_id = 'nightly' and r.run_date = d::date), 0) end::float8 as "costUsd"
     from generate_series(date_trunc('month', $2::date), date_trunc('month', $2::date) + interval '1 month - 1 day',
       interval '1 day') d order by d`,
    [tenantId, today],
  );
}
