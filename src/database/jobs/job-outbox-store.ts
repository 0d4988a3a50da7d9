import type { Database, Transaction } from "../database.ts";
import type { JobPayload, JobQueue, QueueDefinition } from "./queue.ts";

/**
 * A tenant's transaction asks for a job; the relay moves it into the queue once it is committed. The payload's `key`
 * is the job's, for an exclusive queue.
 */
export async function askForJob(
  transaction: Transaction,
  tenantId: string,
  definition: QueueDefinition,
  payload: JobPayload,
): Promise<void> {
  await askForJobs(transaction, definition, [{ ...payload, tenantId }]);
}

/** The same for any number of jobs of one queue, in one query. */
export async function askForJobs(
  transaction: Transaction,
  definition: QueueDefinition,
  payloads: readonly (JobPayload & { readonly tenantId: string })[],
): Promise<void> {
  if (payloads.length === 0) return;
  await transaction.query(
    "insert into job_outbox (tenant_id, queue, payload) select j.tenant_id, $2, j.payload from unnest($1::text[], $3::jsonb[]) as j (tenant_id, payload)",
    [
      payloads.map(({ tenantId }) => tenantId),
      definition.name,
      payloads.map((payload) => JSON.stringify(payload)),
    ],
  );
}

/** A job as the outbox holds it. */
interface OutboxRow {
  readonly tenantId: string;
  readonly jobId: string;
  readonly queue: string;
  readonly payload: JobPayload;
}

const MOST_AT_ONCE = 500;

/**
 * Moves the jobs that were asked for into the queue; returns how many. No lock is held from one step to the next, so a
 * process that stands still in between holds up nobody: another one moves the same jobs, and a job that is moved twice is
 * in the queue once, by its id. Jobs of a queue that is not among these are left for a process of a version that knows it.
 */
export async function relayJobs(
  database: Database,
  queue: JobQueue,
  definitions: readonly QueueDefinition[],
): Promise<number> {
  const rows = await database.withService((transaction) =>
    transaction.query<OutboxRow[]>(
      `select tenant_id as "tenantId", job_id as "jobId", queue, payload from job_outbox
       where queue = any ($1) order by created_at limit ${MOST_AT_ONCE}`,
      [definitions.map(({ name }) => name)],
    ),
  );
  let moved = 0;
  for (const definition of definitions) {
    const jobs = rows.filter((row) => row.queue === definition.name);
    if (jobs.length === 0) continue;
    await queue.insert(
      definition,
      jobs.map(({ jobId: id, payload }) => {
        const { key } = payload;
        return { id, payload, ...(key !== undefined && { key: String(key) }) };
      }),
    );
    const [, removed] = await database.withService((transaction) =>
      transaction.query<[unknown, number]>(
        `delete from job_outbox where (tenant_id, job_id) in (select * from unnest($1::text[], $2::uuid[]))`,
        [jobs.map(({ tenantId }) => tenantId), jobs.map(({ jobId }) => jobId)],
      ),
    );
    moved += removed;
  }
  return moved;
}
