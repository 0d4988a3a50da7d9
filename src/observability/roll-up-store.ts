import type { Transaction } from "../database/database.ts";
import { readSketchBuckets } from "./sketches.ts";
import type { RunIdentity } from "./run-event.ts";

/**
 * Counts the totals of a stage from its events, in place of what was counted before (late events change them), and keeps
 * the distribution of its durations. Percentiles are exact (nearest rank) over the items attempted, null for none.
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
         percentile_disc(array[0.5, 0.95, 0.99]) within group (order by duration_ms)
           filter (where event = 'item_finished' and status in ('success', 'error')) as ranks,
         coalesce(sum(cost_nano_usd), 0) as cost,
         coalesce(sum(tokens_input), 0) as tokens_input, coalesce(sum(tokens_output), 0) as tokens_output
       from run_event_logs where tenant_id = $1 and run_id = $2 and event_date = $3 and stage = $4
     ) e
     where s.tenant_id = $1 and s.run_id = $2 and s.stage = $4`,
    key,
  );
}
