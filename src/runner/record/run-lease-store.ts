import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";
import { DATABASE_CLOCK } from "../../database/database-clock.ts";

/** How long a runner's lease on a run lasts, in seconds, and how much may be left when it is renewed. */
const LEASE_SECONDS = 60;
const RENEW_BELOW_SECONDS = 45;

/** Renews the leases of the runs this process works on. Returns those that are still running, and whose tenant is there. */
export async function renewLeases(batch: Queryable, runIds: readonly string[]): Promise<ReadonlySet<string>> {
  const renewed = batch.query(
    `insert into run_leases as l (tenant_id, run_id, token, held_until)
     select tenant_id, run_id, gen_random_uuid(), ${DATABASE_CLOCK} + make_interval(secs => ${LEASE_SECONDS})
     from enrichment_runs where run_id = any ($1::uuid[]) and status = 'running' order by run_id
     on conflict (tenant_id, run_id) do update set token = excluded.token, held_until = excluded.held_until
       where l.held_until < ${DATABASE_CLOCK} + make_interval(secs => ${RENEW_BELOW_SECONDS})`,
    [runIds],
  );
  const running = batch.query<{ runId: string }[]>(
    `select run_id as "runId" from enrichment_runs join tenants using (tenant_id)
     where run_id = any ($1::uuid[]) and status = 'running'`,
    [runIds],
  );
  const [rows] = await Promise.all([running, renewed]);
  return new Set(rows.map(({ runId }) => runId));
}

/** Those of these runs whose tenant was deactivated: work on them ends with the companies in progress. */
export async function listDeactivated(
  transaction: Transaction,
  runIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ runId: string }[]>(
    `select run_id as "runId" from enrichment_runs join tenants using (tenant_id)
     where run_id = any ($1::uuid[]) and not active`,
    [runIds],
  );
  return new Set(rows.map(({ runId }) => runId));
}

/** A running run as the reaper sees it. */
export interface RunningRun {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  /** Null if no runner ever held a lease on it. */
  readonly leaseUntil: Date | null;
  readonly leaseToken: string | null;
  /** Its waiting and active jobs, including those still in the outbox. */
  readonly jobs: number;
}

/** Our own runs in progress, of all tenants. Only the service role may read the queue. */
export async function readRunningRuns(transaction: Transaction): Promise<RunningRun[]> {
  return transaction.query<RunningRun[]>(
    `select r.tenant_id as "tenantId", r.run_id as "runId", r.started_at as "startedAt",
       l.held_until as "leaseUntil", l.token as "leaseToken",
       ((select count(*) from pgboss.job j where j.name = any ($1) and j.state in ('created', 'retry', 'active')
           and j.data->>'runId' = r.run_id::text)
        + (select count(*) from job_outbox o where o.queue = any ($1) and o.payload->>'runId' = r.run_id::text))::int as jobs
     from enrichment_runs r left join run_leases l using (tenant_id, run_id) where r.status = 'running' and r.agent_id = 'nightly'`,
    [["run", "stage", "chunk", "dead"]],
  );
}

/** Whether nobody has renewed the run's lease since `leaseToken` was read. The lease stays locked. */
export async function isStillAbandoned(
  transaction: Transaction,
  run: { readonly runId: string; readonly leaseToken: string | null },
): Promise<boolean> {
  const [lease] = await transaction.query<{ token: string }[]>(
    "select token from run_leases where run_id = $1 for update",
    [run.runId],
  );
  return (lease?.token ?? null) === run.leaseToken;
}

/** The waiting and active jobs of a run, including its evaluation. */
export async function countJobs(transaction: Transaction, runId: string): Promise<number> {
  const [row] = await transaction.query<{ jobs: number }[]>(
    `select ((select count(*) from pgboss.job j where j.state in ('created', 'retry', 'active') and j.data->>'runId' = $1)
       + (select count(*) from job_outbox o where o.payload->>'runId' = $1))::int as jobs`,
    [runId],
  );
  return row?.jobs ?? 0;
}
