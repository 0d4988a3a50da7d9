import { type JobWithMetadata, PgBoss, type WorkOptions } from "pg-boss";
import { NightshiftError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { Database, Transaction } from "../database.ts";

/** What the jobs of a queue carry: ids only, since the queue lies outside row-level security. */
export type JobPayload = Readonly<Record<string, string | number>>;

/** A kind of job, and how much of it may go on at a time. */
export interface QueueDefinition {
  readonly name: string;
  /** `exclusive`: one job a `key` waiting or at work, whoever asks how often. */
  readonly policy: "standard" | "exclusive";
  /** How many jobs one process works on at a time. */
  readonly concurrency: number;
  /** A job that fails is tried this often again, then left in the queue as failed. */
  readonly retryLimit: number;
  /** Where a job goes that has used its retries up, so that somebody draws the consequence. */
  readonly deadLetter?: string;
}

/** A job as long as this process holds it. */
export interface JobHold {
  /** Aborted when the work must end: the process stops, or the job was taken away (it seemed dead to the others). */
  readonly signal: AbortSignal;
  /** Aborted as soon as the process is asked to stop: begin nothing new, throw HandBackError for what is left. */
  readonly draining: AbortSignal;
  /** From 0: how often it was tried before. */
  readonly retries: number;
  /** Whether a failure of this attempt is final. */
  readonly isLast: boolean;
}

/** Thrown by a handler whose process stops: the job goes back to the queue at once, as if it had never been tried. */
export class HandBackError extends NightshiftError {
  readonly code = "handed_back";

  constructor() {
    super("The process stops; another runner goes on with this job.");
  }
}

/** Jobs in Postgres, taken by whichever process is free; work of a killed process is taken over within half a minute. */
export interface JobQueue {
  /** Takes jobs of a queue. A handler that throws has its job tried again. */
  work(
    definition: QueueDefinition,
    handler: (payload: JobPayload, hold: JobHold) => Promise<void>,
  ): Promise<void>;
  /** Adds a job. With `transaction`, it exists only once that is committed; a `key` matters to exclusive queues. */
  send(
    definition: QueueDefinition,
    payload: JobPayload,
    options?: { transaction?: Transaction; key?: string },
  ): Promise<void>;
  /** How many jobs wait, are at work, and have failed for good. */
  stats(definitions: readonly QueueDefinition[]): Promise<{ queued: number; active: number; failed: number }>;
  /** Takes no more jobs, waits for what is under way (aborted after `graceMs`), and hands the rest back at once. */
  stop(graceMs: number): Promise<void>;
}

type WithMetadata = WorkOptions & { includeMetadata: true };

/** The least pg-boss allows; a dead process is noticed this long after its last sign of life. */
const HEARTBEAT_SECONDS = 10;
/** Retries wait 1, 2, 4, then this many seconds: a killed runner's work is taken over within half a minute, however often. */
const RETRY_DELAY_MAX_SECONDS = 5;
/** How long an aborted handler may take to let go. */
const LET_GO_MS = 5_000;

/** Opens the queue as the service role (`url`), making its tables when they are missing. */
export async function openQueue(options: {
  url: string;
  definitions: readonly QueueDefinition[];
  logger: Logger;
  /** False where jobs are only sent, so that a short-lived process does no housekeeping. */
  supervise: boolean;
}): Promise<JobQueue> {
  const logger = options.logger.child("nightshift");
  const stopping = new AbortController();
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: "nightshift queue",
    schema: "pgboss",
    createSchema: false,
    max: 4,
    supervise: options.supervise,
    schedule: false,
    monitorIntervalSeconds: 1,
    superviseIntervalSeconds: 1,
    useListenNotify: true,
  });
  boss.on("error", (error) => logger.error("queue_error", errorFields(error)));
  await boss.start();
  // A queue must exist before another names it as its dead letter queue.
  const ordered = options.definitions.toSorted(
    (one, other) => Number(one.deadLetter !== undefined) - Number(other.deadLetter !== undefined),
  );
  for (const { name, policy, retryLimit, deadLetter } of ordered) {
    const settings = {
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 6 * 3600,
      deleteAfterSeconds: 86_400,
      notify: true,
      ...(deadLetter !== undefined && { deadLetter }),
    };
    await boss.createQueue(name, { policy, ...settings });
    // Made by an older version, it has that version's settings.
    await boss.updateQueue(name, settings);
  }
  const draining = new AbortController();
  const working = new Set<Promise<void>>();
  return {
    async work(definition, handler) {
      for (let hand = 0; hand < definition.concurrency; hand += 1) {
        const worker = await boss.work<JobPayload, void, WithMetadata>(
          definition.name,
          {
            batchSize: 1,
            pollingIntervalSeconds: 1,
            notifyPollingIntervalSeconds: 2,
            heartbeatRefreshSeconds: 3,
            includeMetadata: true,
          },
          async ([job]) => {
            if (job === undefined) return;
            const task = perform(definition, handler, job);
            const settled = task.catch(() => undefined);
            working.add(settled);
            try {
              await task;
            } finally {
              working.delete(settled);
              // pg-boss would rest now, while others may have waited for a free hand.
              boss.notifyWorker(worker);
            }
          },
        );
      }
    },
    async send(definition, payload, { transaction, key } = {}) {
      await boss.send(definition.name, payload, {
        ...(key !== undefined && { singletonKey: key }),
        ...(transaction !== undefined && { db: inTransaction(transaction) }),
      });
    },
    async stats(definitions) {
      const queues = await boss.getQueues(definitions.map(({ name }) => name));
      const total = (read: (queue: (typeof queues)[number]) => number) =>
        queues.reduce((sum, queue) => sum + read(queue), 0);
      return {
        queued: total((queue) => queue.queuedCount),
        active: total((queue) => queue.activeCount),
        failed: total((queue) => queue.failedCount),
      };
    },
    async stop(graceMs) {
      draining.abort();
      // Workers are taken off first: a stopped pg-boss could not send what is handed back.
      for (const { name } of options.definitions) await boss.offWork(name, { wait: false });
      const grace = setTimeout(() => stopping.abort(), graceMs);
      await Promise.race([Promise.all(working), wait(graceMs + LET_GO_MS)]);
      clearTimeout(grace);
      await boss.stop({ graceful: true, timeout: LET_GO_MS, close: true });
    },
  };

  async function perform(
    definition: QueueDefinition,
    handler: (payload: JobPayload, hold: JobHold) => Promise<void>,
    job: JobWithMetadata<JobPayload>,
  ): Promise<void> {
    try {
      await handler(job.data, {
        signal: AbortSignal.any([stopping.signal, job.signal]),
        draining: draining.signal,
        retries: job.retryCount,
        isLast: job.retryCount >= job.retryLimit,
      });
    } catch (error) {
      const isHandedBack = error instanceof HandBackError || stopping.signal.aborted;
      // A new job, since failing this one would cost a retry and wait; an exclusive queue would refuse it beside this one.
      if (isHandedBack && draining.signal.aborted && definition.policy === "standard") {
        await boss.send(definition.name, job.data);
        return;
      }
      logger.warn("job_failed", { ...errorFields(error), ...idsOf(job.data) });
      throw error;
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}

/** The ids of a job that log lines have fields for. */
function idsOf({ tenantId, runId, stage }: JobPayload) {
  const text = (value: string | number | undefined) => (value === undefined ? null : String(value));
  return { tenantId: text(tenantId), runId: text(runId), stage: text(stage) };
}

/** Lets pg-boss write within a transaction of ours. */
function inTransaction(transaction: Transaction) {
  return {
    async executeSql(text: string, values?: unknown[]) {
      const rows: unknown = await transaction.query(text, values);
      return { rows: Array.isArray(rows) ? rows : [] };
    },
  };
}

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

/**
 * Moves the jobs that were asked for into the queue, each in the transaction that takes it from the outbox. Returns how
 * many. Jobs of a queue that is not among these are left for a process of a version that knows it.
 */
export async function relayJobs(
  database: Database,
  queue: JobQueue,
  definitions: readonly QueueDefinition[],
): Promise<number> {
  return database.withService(async (transaction) => {
    const [rows] = await transaction.query<[{ queue: string; payload: JobPayload }[], number]>(
      `delete from job_outbox where (tenant_id, job_id) in
        (select tenant_id, job_id from job_outbox where queue = any ($1)
         order by created_at limit 500 for update skip locked)
      returning queue, payload`,
      [definitions.map(({ name }) => name)],
    );
    for (const { queue: name, payload } of rows) {
      const definition = definitions.find((known) => known.name === name);
      if (definition === undefined) throw new TypeError(`${name} was not asked for`);
      const { key } = payload;
      await queue.send(definition, payload, { transaction, ...(key !== undefined && { key: String(key) }) });
    }
    return rows.length;
  });
}
