import { SILENT_REASON } from "../agents/agent-run-store.ts";
import type { Transaction } from "../database/database.ts";

/** How a run of a trace ended. */
export interface TracedRunEnd {
  readonly runId: string;
  readonly agentId: string;
  readonly isFailed: boolean;
  readonly reason: string | null;
  readonly startedAt: Date;
  readonly at: Date;
  /** By the root of the trace, whose word counts; otherwise by a span whose parent is in another program. */
  readonly isRoot: boolean;
}

const TAKES = `(r.status = 'running' or r.status_reason = $7 or (e.is_root and r.manifest->>'endedBy' = 'entry'))`;
const JOINS = `(r.status in ('succeeded', 'failed') and e.is_root = (coalesce(r.manifest->>'endedBy', 'root') = 'root'))`;

/**
 * Ends runs by the outermost spans of their traces, in whatever order these come. The root's word goes before that of
 * others; of two roots the later end counts, and the failure.
 */
export async function endTracedRuns(transaction: Transaction, ends: readonly TracedRunEnd[]): Promise<void> {
  await transaction.query(
    `update enrichment_runs r set
       status = case when ${TAKES} then e.status when r.status = 'failed' or e.status = 'failed' then 'failed' else r.status end,
       status_reason = case when ${TAKES} then e.reason when e.status = 'failed' then coalesce(r.status_reason, e.reason)
         else r.status_reason end,
       ended_at = case when ${TAKES} then greatest(e.at, r.started_at) else greatest(r.ended_at, e.at) end,
       started_at = least(r.started_at, e.started_at),
       run_date = (least(r.started_at, e.started_at) at time zone 'UTC')::date,
       manifest = r.manifest || jsonb_build_object('endedBy', case when e.is_root then 'root' else 'entry' end)
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $8::timestamptz[])
       as e (run_id, agent_id, status, reason, at, is_root, started_at)
     where r.run_id = e.run_id and r.agent_id = e.agent_id and (${TAKES} or ${JOINS})`,
    [
      ends.map(({ runId }) => runId),
      ends.map(({ agentId }) => agentId),
      ends.map(({ isFailed }) => (isFailed ? "failed" : "succeeded")),
      ends.map(({ reason }) => reason),
      ends.map(({ at }) => at),
      ends.map(({ isRoot }) => isRoot),
      SILENT_REASON,
      ends.map(({ startedAt }) => startedAt),
    ],
  );
}
