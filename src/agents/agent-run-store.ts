import type { Queryable } from "../database/batch.ts";
import type { Transaction } from "../database/database.ts";
import type { RunStatus } from "../entities/vocabulary.ts";

/** A run an agent speaks of for the first time. */
export interface NewAgentRun {
  readonly runId: string;
  readonly agentId: string;
  readonly startedAt: Date;
  readonly traceId: string;
  /** What the sender calls it. */
  readonly senderId: string;
}

/** How an agent's run ended, by its own word. */
export interface AgentRunEnd {
  readonly runId: string;
  readonly agentId: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly at: Date;
}

/** Why a run was closed that nobody finished; a word of its agent afterwards goes before it. */
export const SILENT_REASON = "closed after silence: the agent sent nothing more about it";

/** Records runs that are new, and says whose each of them is and when it began. */
export async function ensureAgentRuns(
  transaction: Transaction,
  tenantId: string,
  runs: readonly NewAgentRun[],
): Promise<{ readonly runId: string; readonly agentId: string; readonly startedAt: Date }[]> {
  const runIds = runs.map(({ runId }) => runId);
  await transaction.query(
    `insert into enrichment_runs (tenant_id, run_id, agent_id, status, trigger, run_date, trace_id, started_at, manifest)
     select $1, r.run_id, r.agent_id, 'running', 'agent', (r.started_at at time zone 'UTC')::date, r.trace_id, r.started_at,
       jsonb_build_object('senderId', r.sender_id)
     from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
       as r (run_id, agent_id, started_at, trace_id, sender_id)
     on conflict do nothing`,
    [
      tenantId,
      runIds,
      runs.map(({ agentId }) => agentId),
      runs.map(({ startedAt }) => startedAt),
      runs.map(({ traceId }) => traceId),
      runs.map(({ senderId }) => senderId),
    ],
  );
  return transaction.query(
    `select run_id as "runId", agent_id as "agentId", started_at as "startedAt" from enrichment_runs where run_id = any($1)`,
    [runIds],
  );
}

/** Sets back the beginning of runs of which an earlier event has come. */
export async function startAgentRuns(
  batch: Queryable,
  starts: readonly { readonly runId: string; readonly at: Date }[],
): Promise<void> {
  await batch.query(
    `update enrichment_runs r set started_at = s.at, run_date = (s.at at time zone 'UTC')::date
     from unnest($1::uuid[], $2::timestamptz[]) as s (run_id, at)
     where r.run_id = s.run_id and r.started_at > s.at and r.agent_id <> 'nightly'`,
    [starts.map(({ runId }) => runId), starts.map(({ at }) => at)],
  );
}

/** Ends runs by the word of their agent. A run that has ended stays as it is, unless only silence ended it. */
export async function finishAgentRuns(batch: Queryable, ends: readonly AgentRunEnd[]): Promise<void> {
  await batch.query(
    `update enrichment_runs r set status = e.status, status_reason = e.reason, ended_at = greatest(e.at, r.started_at)
     from (select distinct on (run_id) * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         as x (run_id, agent_id, status, reason, at) order by run_id, at) e
     where r.run_id = e.run_id and r.agent_id = e.agent_id and (r.status = 'running' or r.status_reason = $6)`,
    [
      ends.map(({ runId }) => runId),
      ends.map(({ agentId }) => agentId),
      ends.map(({ status }) => status),
      ends.map(({ reason }) => reason),
      ends.map(({ at }) => at),
      SILENT_REASON,
    ],
  );
}

/**
 * Closes the runs of all tenants' agents that have sent nothing for as long as their agent may be silent. As the service
 * role. Returns how many.
 */
export async function closeSilentRuns(transaction: Transaction, now: Date): Promise<number> {
  const [, closed] = await transaction.query<[unknown, number]>(
    `update enrichment_runs r set status = 'failed', status_reason = $2, ended_at = $1
     from (select o.tenant_id, o.run_id from enrichment_runs o
         left join agents a on a.tenant_id = o.tenant_id and a.agent_id = o.agent_id
         cross join lateral (select make_interval(mins => coalesce(a.run_silence_minutes, 60)) as patience) p
       where o.status = 'running' and o.agent_id <> 'nightly' and o.started_at < $1::timestamptz - p.patience
         and not exists (select from run_event_logs e where e.tenant_id = o.tenant_id and e.run_id = o.run_id
           and e.event_date >= ($1::timestamptz - p.patience)::date - 1 and e.ts > $1::timestamptz - p.patience)) s
     where r.tenant_id = s.tenant_id and r.run_id = s.run_id and r.status = 'running'`,
    [now, SILENT_REASON],
  );
  return closed;
}
