import type { Transaction } from "../../database/database.ts";
import { LN_GAMMA, ZERO_BUCKET } from "./sketches.ts";

/** The items of a stage of an agent's run: steps, and calls of models and tools. */
const ITEMS = "event in ('llm_call', 'tool_call', 'step')";
const TRIED = `${ITEMS} and status in ('success', 'error')`;
const TIMED = `${TRIED} and duration_ms is not null`;
const OF_RUN = "tenant_id = $1 and run_id = $2 and event_date >= $3";

/**
 * Recounts the stages, vendors and cost of an agent's run from its events. A run whose first events are no longer kept
 * keeps its last totals.
 */
export async function rollUpAgentRun(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string; readonly runDate: string },
): Promise<void> {
  const key = [run.tenantId, run.runId, run.runDate];
  const kept = await transaction.query<unknown[]>(
    "select from live_event_dates() as day where day = $1::date limit 1",
    [run.runDate],
  );
  if (kept.length === 0) return;
  await transaction.query(
    `insert into run_stage_stats (tenant_id, run_id, stage, status, count_total, count_success, count_error, count_skipped,
       p50_ms, p95_ms, p99_ms, cost_nano_usd, tokens_input, tokens_output, started_at, ended_at)
     select $1, $2, stage, case when tried > 0 and errors = tried then 'failed' when errors > 0 then 'degraded' else 'succeeded' end,
       tried, tried - errors, errors, skipped, ranks[1], ranks[2], ranks[3], cost, tokens_input, tokens_output, first, last
     from (
       select stage, count(*) filter (where ${TRIED}) as tried,
         count(*) filter (where ${TRIED} and status = 'error') as errors,
         count(*) filter (where ${ITEMS} and status = 'skipped') as skipped,
         percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) filter (where ${TIMED}) as ranks,
         coalesce(sum(cost_nano_usd), 0) as cost, coalesce(sum(tokens_input), 0) as tokens_input,
         coalesce(sum(tokens_output), 0) as tokens_output, min(ts) as first, max(ts) as last
       from run_event_logs where ${OF_RUN} and stage is not null group by stage) s
     on conflict (tenant_id, run_id, stage) do update set status = excluded.status, count_total = excluded.count_total,
       count_success = excluded.count_success, count_error = excluded.count_error, count_skipped = excluded.count_skipped,
       p50_ms = excluded.p50_ms, p95_ms = excluded.p95_ms, p99_ms = excluded.p99_ms, cost_nano_usd = excluded.cost_nano_usd,
       tokens_input = excluded.tokens_input, tokens_output = excluded.tokens_output, started_at = excluded.started_at,
       ended_at = excluded.ended_at`,
    key,
  );
  await transaction.query(
    `insert into stage_sketches (tenant_id, run_id, stage, count, sum_ms, min_ms, max_ms, buckets)
     select $1, $2, stage, sum(n), sum(total), min(low), max(high), jsonb_object_agg(bucket, n)
     from (
       select stage, case when duration_ms = 0 then ${ZERO_BUCKET} else ceil(ln(duration_ms) / ${LN_GAMMA})::int end as bucket,
         count(*) as n, sum(duration_ms) as total, min(duration_ms) as low, max(duration_ms) as high
       from run_event_logs where ${OF_RUN} and stage is not null and ${TIMED} group by 1, 2) b group by stage
     on conflict (tenant_id, run_id, stage) do update set count = excluded.count, sum_ms = excluded.sum_ms,
       min_ms = excluded.min_ms, max_ms = excluded.max_ms, buckets = excluded.buckets`,
    key,
  );
  await transaction.query(
    `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, errors, rate_limit_hits, cost_nano_usd, unpriced_calls,
       tokens_input, tokens_output)
     select $1, $2, coalesce(vendor, 'unknown'), count(*), count(*) filter (where status = 'error'),
       count(*) filter (where error_code like 'rate_limit%'), coalesce(sum(cost_nano_usd), 0),
       count(*) filter (where event = 'llm_call' and cost_nano_usd is null),
       coalesce(sum(tokens_input), 0), coalesce(sum(tokens_output), 0)
     from run_event_logs where ${OF_RUN} and event in ('llm_call', 'tool_call') group by 3
     on conflict (tenant_id, run_id, vendor) do update set calls = excluded.calls, errors = excluded.errors,
       rate_limit_hits = excluded.rate_limit_hits, cost_nano_usd = excluded.cost_nano_usd,
       unpriced_calls = excluded.unpriced_calls, tokens_input = excluded.tokens_input,
       tokens_output = excluded.tokens_output`,
    key,
  );
  await transaction.query(
    `update enrichment_runs set cost_nano_usd = coalesce(
       (select sum(cost_nano_usd) from run_event_logs where ${OF_RUN}), cost_nano_usd)
     where tenant_id = $1 and run_id = $2`,
    key,
  );
}
