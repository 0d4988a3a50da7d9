import { errorCode } from "../../errors.ts";
import { currentTraceId } from "../../trace-context.ts";
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
  // What a job does belongs to the trace of whoever asked for it.
  const traceId = currentTraceId();
  await transaction.query(
    "insert into job_outbox (tenant_id, queue, payload) select j.tenant_id, $2, j.payload from unnest($1::text[], $3::jsonb[]) as j (tenant_id, payload)",
    [
      payloads.map(({ tenantId }) => tenantId),
      definition.name,
      payloads.map((payload) => JSON.stringify(traceId === null ? payload : { traceId, ...payload })),
    ],
  );
}

/** A job in the outbox, as somebody wrote it. */
interface OutboxRow {
  readonly tenantId: string;
  readonly jobId: string;
  readonly queue: string;
  readonly payload: unknown;
}

/** A job that may be queued. */
interface SoundRow extends OutboxRow {
  readonly payload: JobPayload;
}

/** A job that was set aside (`refused_jobs`), and why. */
export interface JobSetAside extends OutboxRow {
  readonly reason: string;
}

const MOST_AT_ONCE = 500;

/**
 * Moves requested jobs into the queue; returns how many left the outbox. No lock is held between steps, so a process that
 * is suspended in between blocks nobody: another one moves the same jobs, and a job that is moved twice is queued once, by
 * its id. Jobs of other queues are left for a process of a version that knows them. A job that is not sound, or names
 * another tenant than its row, is set aside, and the others go on.
 */
export async function relayJobs(
  database: Database,
  queue: JobQueue,
  definitions: readonly QueueDefinition[],
  onRefused: (job: JobSetAside) => void = () => undefined,
): Promise<number> {
  const rows = await database.serviceBatch((batch) =>
    batch.query<OutboxRow[]>(
      `select tenant_id as "tenantId", job_id as "jobId", queue, payload from job_outbox
       where queue = any ($1) order by created_at limit ${MOST_AT_ONCE}`,
      [definitions.map(({ name }) => name)],
    ),
  );
  let moved = 0;
  for (const definition of definitions) {
    const jobs = rows.filter((row) => row.queue === definition.name);
    if (jobs.length === 0) continue;
    const sound = jobs.filter(isSound);
    const refused = jobs
      .filter((row) => !isSound(row))
      .map((row) => ({ ...row, reason: isPayload(row.payload) ? "other_tenant" : "malformed" }));
    refused.push(...(await insertSound(queue, definition, sound)));
    if (refused.length > 0) {
      await setAside(database, refused);
      refused.forEach(onRefused);
    }
    const isLeft = (row: OutboxRow) => refused.every(({ jobId }) => jobId !== row.jobId);
    moved += refused.length + (await removeRows(database, sound.filter(isLeft)));
  }
  return moved;
}

/** Queues them; returns those whose content the queue refuses. Any other failure leaves all of them in the outbox. */
async function insertSound(
  queue: JobQueue,
  definition: QueueDefinition,
  rows: readonly SoundRow[],
): Promise<JobSetAside[]> {
  if (rows.length === 0) return [];
  const insert = (some: readonly SoundRow[]) =>
    queue.insert(
      definition,
      some.map(({ jobId: id, payload }) => {
        const { key } = payload;
        return { id, payload, ...(key !== undefined && { key: String(key) }) };
      }),
    );
  try {
    await insert(rows);
    return [];
  } catch (error) {
    if (!isAboutContent(error)) throw error;
  }
  const refused: JobSetAside[] = [];
  for (const row of rows) {
    try {
      await insert([row]);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      refused.push({ ...row, reason: errorCode(error) });
    }
  }
  return refused;
}

/** Classes of SQLSTATE about a value, which a repetition would not change: data exception, integrity violation. */
function isAboutContent(error: unknown): boolean {
  return /^2[23][0-9A-Z]{3}$/.test(errorCode(error));
}

function isSound(row: OutboxRow): row is SoundRow {
  return isPayload(row.payload) && row.payload["tenantId"] === row.tenantId;
}

function isPayload(payload: unknown): payload is JobPayload {
  return (
    typeof payload === "object" &&
    payload !== null &&
    !Array.isArray(payload) &&
    Object.values(payload).every((value) => typeof value === "string" || typeof value === "number")
  );
}

async function setAside(database: Database, jobs: readonly JobSetAside[]): Promise<void> {
  await database.withService((transaction) =>
    transaction.query(
      `with taken as (delete from job_outbox o using unnest($1::text[], $2::uuid[], $3::text[]) as r (tenant_id, job_id, reason)
         where o.tenant_id = r.tenant_id and o.job_id = r.job_id
         returning o.tenant_id, o.job_id, o.queue, o.payload, r.reason, o.created_at)
       insert into refused_jobs (tenant_id, job_id, queue, payload, reason, created_at)
       select * from taken on conflict do nothing`,
      [
        jobs.map(({ tenantId }) => tenantId),
        jobs.map(({ jobId }) => jobId),
        jobs.map(({ reason }) => reason),
      ],
    ),
  );
}

async function removeRows(database: Database, rows: readonly SoundRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const [, removed] = await database.serviceBatch((batch) =>
    batch.query<[unknown, number]>(
      `delete from job_outbox where (tenant_id, job_id) in (select * from unnest($1::text[], $2::uuid[]))`,
      [rows.map(({ tenantId }) => tenantId), rows.map(({ jobId }) => jobId)],
    ),
  );
  return removed;
}

/** How many jobs were set aside since then, over all tenants. As the service role. */
export async function countRefusedJobs(transaction: Transaction, since: Date): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from refused_jobs where refused_at > $1",
    [since],
  );
  return row?.count ?? 0;
}
