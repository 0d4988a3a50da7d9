import type { Transaction } from "../../database/database.ts";
import { type QueueHealth, readQueueHealth } from "../../database/jobs/queue-health-store.ts";
import { ALIVE_MS, WORKER_AGENTS } from "../heartbeat/heartbeat-store.ts";

/** How things stand now, over all tenants. */
export interface Gauges {
  readonly jobs: QueueHealth;
  readonly runsActive: number;
  /** QA samples without a verdict. */
  readonly samplesPending: number;
  readonly alertsOpen: readonly { readonly severity: string; readonly count: number }[];
  readonly runnersAlive: number;
  readonly botsAlive: number;
  readonly activeTenants: number;
}

/** Reads them with a few small queries. As the service role. */
export async function readGauges(transaction: Transaction, now: Date): Promise<Gauges> {
  const jobs = await readQueueHealth(transaction, now);
  const [row] = await transaction.query<Omit<Gauges, "jobs" | "alertsOpen">[]>(
    `select
       (select count(*) from enrichment_runs where status = 'running')::int as "runsActive",
       (select count(*) from qa_samples where result is null)::int as "samplesPending",
       (select count(*) from worker_heartbeats where agent_id = $2 and beat_at >= $1)::int as "runnersAlive",
       (select count(*) from worker_heartbeats where agent_id = $3 and beat_at >= $1)::int as "botsAlive",
       (select count(*) from tenants where active)::int as "activeTenants"`,
    [new Date(now.getTime() - ALIVE_MS), WORKER_AGENTS.runner, WORKER_AGENTS.bot],
  );
  const alertsOpen = await transaction.query<{ severity: string; count: number }[]>(
    `select severity, count(*)::int as count from alerts where state in ('firing', 'acknowledged') group by severity order by 1`,
  );
  const none = { runsActive: 0, samplesPending: 0, runnersAlive: 0, botsAlive: 0, activeTenants: 0 };
  return { jobs, alertsOpen, ...(row ?? none) };
}
