import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";

/** The agent ids of our own processes: `runner` works on runs, `bot` delivers messages to Slack. */
export const WORKER_AGENTS = { runner: "nightly", bot: "nightshift-bot" } as const;

/** A process that works on runs or delivers messages to Slack. */
export interface Worker {
  readonly workerId: string;
  readonly agentId: string;
  readonly startedAt: Date;
}

/** The name under which `/health` shows the runners; PL-20 leaves their absence to PL-24. */
export const RUNNERS_CHECK = "runners";

/** A worker whose last heartbeat is this recent is alive: four beats. */
export const ALIVE_MS = 60_000;

/** Workers that have been silent for this long are forgotten. */
const FORGET_HOURS = 48;

/** Records a worker's heartbeat. As the service role. */
export async function recordHeartbeat(batch: Queryable, worker: Worker, now: Date): Promise<void> {
  await batch.query(
    `insert into worker_heartbeats (worker_id, agent_id, started_at, beat_at) values ($1, $2, $3, $4)
     on conflict (worker_id) do update set beat_at = greatest(worker_heartbeats.beat_at, excluded.beat_at)`,
    [worker.workerId, worker.agentId, worker.startedAt, now],
  );
}

/** Removes workers that have long been silent. */
export async function forgetSilentWorkers(transaction: Transaction, now: Date): Promise<void> {
  await transaction.query(
    "delete from worker_heartbeats where beat_at < $1::timestamptz - make_interval(hours => $2)",
    [now, FORGET_HOURS],
  );
}

/** How many runners have reported a heartbeat since. */
export async function countActiveWorkers(transaction: Transaction, since: Date): Promise<number> {
  const [row] = await transaction.query<{ workers: number }[]>(
    "select count(*)::int as workers from worker_heartbeats where agent_id = $2 and beat_at >= $1",
    [since, WORKER_AGENTS.runner],
  );
  return row?.workers ?? 0;
}

/** The workers that have reported a heartbeat since. */
export async function listAliveWorkers(
  transaction: Transaction,
  since: Date,
): Promise<Pick<Worker, "workerId" | "agentId">[]> {
  return transaction.query<Pick<Worker, "workerId" | "agentId">[]>(
    `select worker_id as "workerId", agent_id as "agentId" from worker_heartbeats where beat_at >= $1`,
    [since],
  );
}

/** Whether a bot that delivers messages to Slack has reported a heartbeat since. */
export async function isBotAlive(transaction: Transaction, since: Date): Promise<boolean> {
  const [row] = await transaction.query<{ alive: boolean }[]>(
    "select exists (select 1 from worker_heartbeats where agent_id = $2 and beat_at >= $1) as alive",
    [since, WORKER_AGENTS.bot],
  );
  return row?.alive ?? false;
}
