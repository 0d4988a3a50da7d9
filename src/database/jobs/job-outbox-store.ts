import type { Database, Transaction } from "../database.ts";
import type { JobPayload, JobQueue, QueueDefinition } from "./queue.ts";

/**
 * Requests a job within a tenant's transaction; the relay moves it into the queue once that commits. For an exclusive
 * queue, the payload's `key` becomes the job's key.
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

/** A job in the outbox. */
interface OutboxRow {
  readonly tenantId: string;
  readonly jobId: string;
  readonly queue: string;
  readonly payload: JobPayload;
}

const MOST_AT_ONCE = 500;

/**
 * Moves requested jobs into the queue; returns how many. No lock is held between steps, so a process that is suspended in
 * between blocks nobody: another one moves the same jobs, and a job that is moved twice is queued once, by its id. Jobs of
 * other queues are left for a process of a version that knows them.
 */
export async function relayJobs(
  database: Database,
  queue: JobQueue,
  definitions: readonly QueueDefinition[],
): Promise<number> {
  const rows = await database.withService((transaction) =>
    transaction.query<OutboxRow[]>(
      `select tenant_id as "tenantId", job_id as "jobId", queue,
         case jsonb_typeof(payload) when 'object' then payload else '{}' end as payload
       from job_outbox
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
