import type { Transaction } from "../../database/database.ts";
import {
  fromBuckets,
  LN_GAMMA,
  quantiles,
  type StoredSketch,
  ZERO_BUCKET,
} from "../../observability/figures/sketches.ts";
import { ATTEMPTS } from "../events/quarter-figures.ts";

/** What is counted of a day straight from its events. */
const SUMS = [
  ["events", "count(*)"],
  ["calls", "count(*) filter (where event in ('llm_call', 'tool_call'))"],
  ["errors", "count(*) filter (where status = 'error')"],
  ["tokens_input", "coalesce(sum(tokens_input), 0)"],
  ["tokens_output", "coalesce(sum(tokens_output), 0)"],
  ["tokens_cached", "coalesce(sum(tokens_cached), 0)"],
  ["cost_nano_usd", "coalesce(sum(cost_nano_usd), 0)"],
  ["unpriced_calls", "count(*) filter (where event = 'llm_call' and cost_nano_usd is null)"],
] as const;
const RUNS = ["total_runs", "successful_runs", "failed_runs"] as const;
const COUNTED = [...SUMS.map(([name]) => name), ...RUNS];

const AGGREGATE = `
  with day as (
    select $2::date::timestamp at time zone z as start, ($2::date + 1)::timestamp at time zone z as stop
    from tenants, zone_or_utc(timezone) z where tenant_id = $1),
  e as materialized (
    select l.agent_id, l.event, l.status, l.duration_ms, l.model, l.tokens_input, l.tokens_output, l.tokens_cached, l.cost_nano_usd
    from day, run_event_logs l
    where l.tenant_id = $1 and l.agent_id is not null and l.ts >= day.start and l.ts < day.stop
      and l.event_date between $2::date - 1 and $2::date + 1),
  sums as (select agent_id, ${SUMS.map(([name, sql]) => `${sql} as ${name}`).join(", ")} from e group by agent_id),
  buckets as (
    select agent_id, case when duration_ms = 0 then ${ZERO_BUCKET} else ceil(ln(duration_ms) / ${LN_GAMMA})::int end as bucket,
      count(*) as n, sum(duration_ms) as total, min(duration_ms) as low, max(duration_ms) as high
    from e where ${ATTEMPTS} and duration_ms is not null group by 1, 2),
  latency as (
    select agent_id, jsonb_build_object('count', sum(n), 'sum', sum(total), 'min', min(low), 'max', max(high),
      'buckets', jsonb_object_agg(bucket, n)) as latency from buckets group by agent_id),
  models as (
    select agent_id, jsonb_object_agg(model, n) as models_used
    from (select agent_id, model, count(*) as n from e where model is not null group by 1, 2) m group by agent_id),
  runs as (
    select r.agent_id, count(*) as total_runs, count(*) filter (where r.status in ('succeeded', 'degraded')) as successful_runs,
      count(*) filter (where r.status = 'failed') as failed_runs
    from day, enrichment_runs r
    where r.tenant_id = $1 and r.agent_id <> 'nightly' and r.started_at >= day.start and r.started_at < day.stop
    group by r.agent_id),
  seen as (
    select agent_id from sums union select agent_id from runs
    union select agent_id from agent_daily_metrics where tenant_id = $1 and date = $2::date)
  insert into agent_daily_metrics (tenant_id, agent_id, date, ${COUNTED.join(", ")}, latency, models_used, aggregated_at, stale)
  select $1, s.agent_id, $2::date, ${COUNTED.map((name) => `coalesce(${name}, 0)`).join(", ")}, coalesce(latency, '{}'),
    coalesce(models_used, '{}'), $3, false
  from seen s left join sums using (agent_id) left join runs using (agent_id) left join latency using (agent_id)
    left join models using (agent_id)
  order by s.agent_id
  on conflict (tenant_id, date, agent_id) do update set ${[
    ...COUNTED,
    "latency",
    "models_used",
    "aggregated_at",
    "stale",
  ]
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}
  returning agent_id as "agentId", latency`;

/**
 * Counts what a tenant's agents did on a day of its zone, from the events, in place of what was counted before: done
 * again it changes nothing. Returns how many agents have figures.
 */
export async function aggregateDay(
  transaction: Transaction,
  tenantId: string,
  date: string,
  now: Date,
): Promise<number> {
  const rows = await transaction.query<{ agentId: string; latency: StoredSketch | Record<string, never> }[]>(
    AGGREGATE,
    [tenantId, date, now],
  );
  const measured = rows.map(({ agentId, latency }) => ({
    agentId,
    ranks: hasSketch(latency) ? quantiles(fromBuckets(latency), [0.5, 0.95, 0.99]) : [null, null, null],
  }));
  const ranksAt = (place: number) => measured.map(({ ranks }) => whole(ranks[place]));
  await transaction.query(
    `update agent_daily_metrics m set p50_ms = r.p50, p95_ms = r.p95, p99_ms = r.p99
     from unnest($3::text[], $4::int[], $5::int[], $6::int[]) as r (agent_id, p50, p95, p99)
     where m.tenant_id = $1 and m.date = $2::date and m.agent_id = r.agent_id`,
    [tenantId, date, measured.map(({ agentId }) => agentId), ranksAt(0), ranksAt(1), ranksAt(2)],
  );
  return rows.length;
}

function hasSketch(latency: StoredSketch | Record<string, never>): latency is StoredSketch {
  return typeof latency.count === "number" && latency.count > 0;
}

function whole(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}

/**
 * The days to count: today and yesterday in the tenant's zone, and days of which events came late. Of a day whose first
 * events are no longer kept the figures stay as they were.
 */
export async function listDaysToCount(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<string[]> {
  await transaction.query(
    `update agent_daily_metrics m set stale = false from tenants t
     where m.tenant_id = $1 and t.tenant_id = $1 and m.stale and not exists (
       select from live_event_dates() as d where d = ((m.date::timestamp at time zone zone_or_utc(t.timezone)) at time zone 'UTC')::date)`,
    [tenantId],
  );
  const rows = await transaction.query<{ date: string }[]>(
    `select to_char(d.date, 'YYYY-MM-DD') as date from (
       select ($2::timestamptz at time zone zone_or_utc(timezone))::date - n as date from tenants, generate_series(0, 1) as n
       where tenant_id = $1
       union select date from agent_daily_metrics where tenant_id = $1 and stale) d
     order by 1`,
    [tenantId, now],
  );
  return rows.map(({ date }) => date);
}

/** Runs of agents that were active lately, whose totals are counted with the days. */
export function listActiveAgentRuns(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<{ readonly tenantId: string; readonly runId: string; readonly runDate: string }[]> {
  return transaction.query(
    `select tenant_id as "tenantId", run_id as "runId", to_char(run_date, 'YYYY-MM-DD') as "runDate" from enrichment_runs
     where tenant_id = $1 and agent_id <> 'nightly' and started_at > $2::timestamptz - interval '7 days'
       and (ended_at is null or ended_at > $2::timestamptz - interval '2 hours')
     order by started_at limit 1000`,
    [tenantId, now],
  );
}

/** Removes quarters of an hour whose days were counted long ago. As the service role. */
export async function removeOldQuarters(transaction: Transaction, now: Date): Promise<void> {
  await transaction.query("delete from agent_quarters where quarter < $1::timestamptz - interval '40 days'", [
    now,
  ]);
}
