import type { Transaction } from "../../database/database.ts";
import type { RunIdentity } from "../events/run-event.ts";
import { LN_GAMMA, ZERO_BUCKET } from "./sketches.ts";

/** The durations that count: items that were attempted. */
const ATTEMPTED = "event = 'item_finished' and status in ('success', 'error') and duration_ms is not null";

/**
 * Recounts the totals of a stage from its events (late events change them), and stores the distribution of its durations.
 * Percentiles are exact (nearest rank) over the attempted items, and null if there are none.
 */
export async function rollUpStage(transaction: Transaction, run: RunIdentity, stage: string): Promise<void> {
  const key = [run.tenantId, run.runId, run.runDate, stage];
  await transaction.query(
    `update run_stage_stats s set
       count_total = e.success + e.error + e.blocked, count_success = e.success, count_error = e.error,
       count_blocked = e.blocked, count_skipped = e.skipped,
       p50_ms = e.ranks[1], p95_ms = e.ranks[2], p99_ms = e.ranks[3],
       cost_nano_usd = e.cost, tokens_input = e.tokens_input, tokens_output = e.tokens_output
     from (
       select count(*) filter (where event = 'item_finished' and status = 'success') as success,
         count(*) filter (where event = 'item_finished' and status = 'error') as error,
         count(*) filter (where event = 'item_finished' and status = 'blocked') as blocked,
         count(*) filter (where event = 'item_finished' and status = 'skipped') as skipped,
         percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms) filter (where ${ATTEMPTED}) as ranks,
         coalesce(sum(cost_nano_usd), 0) as cost,
         coalesce(sum(tokens_input), 0) as tokens_input, coalesce(sum(tokens_output), 0) as tokens_output
       from run_event_logs where tenant_id = $1 and run_id = $2 and event_date = $3 and stage = $4
     ) e
     where s.tenant_id = $1 and s.run_id = $2 and s.stage = $4`,
    key,
  );
  await transaction.query(
    `insert into stage_sketches (tenant_id, run_id, stage, count, sum_ms, min_ms, max_ms, buckets)
     select $1, $2, $4, coalesce(sum(n), 0), coalesce(sum(total), 0), min(low), max(high),
       coalesce(jsonb_object_agg(bucket, n), '{}')
     from (
       select case when duration_ms = 0 then ${ZERO_BUCKET} else ceil(ln(duration_ms) / ${LN_GAMMA})::int end as bucket,
         count(*) as n, sum(duration_ms) as total, min(duration_ms) as low, max(duration_ms) as high
       from run_event_logs
       where tenant_id = $1 and run_id = $2 and event_date = $3 and stage = $4 and ${ATTEMPTED}
       group by 1
     ) b having coalesce(sum(n), 0) > 0
     on conflict (tenant_id, run_id, stage) do update set count = excluded.count, sum_ms = excluded.sum_ms,
       min_ms = excluded.min_ms, max_ms = excluded.max_ms, buckets = excluded.buckets`,
    key,
  );
}

/** Events about calls of a vendor, or about its charges for them. */
export const VENDOR_EVENTS = "event in ('vendor_call', 'call_settled') and vendor is not null";

/** Requests made: most calls are one, Odoo's are several. */
export const VENDOR_CALLS =
  "coalesce(sum(coalesce((extra->>'requests')::int, 1)) filter (where event = 'vendor_call'), 0)";

/** Recounts the run's use of each vendor from its events. */
export async function rollUpVendors(transaction: Transaction, run: RunIdentity): Promise<void> {
  await transaction.query(
    `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, errors, rate_limit_hits, quota_exhausted,
       cost_nano_usd, unpriced_calls, tokens_input, tokens_output)
     select $1, $2, vendor, ${VENDOR_CALLS}, count(*) filter (where status = 'error'),
       count(*) filter (where extra ? 'rate_limited'), coalesce(bool_or(extra ? 'quota_exhausted'), false),
       coalesce(sum(cost_nano_usd), 0), count(*) filter (where extra ? 'unpriced'),
       coalesce(sum(tokens_input), 0), coalesce(sum(tokens_output), 0)
     from run_event_logs
     where tenant_id = $1 and run_id = $2 and event_date = $3 and ${VENDOR_EVENTS}
     group by vendor
     on conflict (tenant_id, run_id, vendor) do update set calls = excluded.calls, errors = excluded.errors,
       rate_limit_hits = excluded.rate_limit_hits, quota_exhausted = excluded.quota_exhausted,
       cost_nano_usd = excluded.cost_nano_usd, unpriced_calls = excluded.unpriced_calls,
       tokens_input = excluded.tokens_input, tokens_output = excluded.tokens_output`,
    [run.tenantId, run.runId, run.runDate],
  );
}
