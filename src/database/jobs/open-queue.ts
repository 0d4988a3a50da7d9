import { setTimeout as sleep } from "node:timers/promises";
import { type JobWithMetadata, PgBoss, type WorkOptions } from "pg-boss";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { readConnectionLimits } from "../connection-limits.ts";
import {
  HandBackError,
  type JobHold,
  type JobPayload,
  type JobQueue,
  type QueueDefinition,
} from "./queue.ts";
import { watchForStandstill } from "./watch-for-standstill.ts";

type WithMetadata = WorkOptions & { includeMetadata: true };

/** The least pg-boss allows; a dead process is noticed this long after its last sign of life. */
const HEARTBEAT_SECONDS = 10;

/** Retries wait 1, 2, 4, then this many seconds: a killed runner's work is taken over within half a minute, however often. */
const RETRY_DELAY_MAX_SECONDS = 5;

/** How long an aborted handler may take to let go, and pg-boss to close. */
const LET_GO_MS = 500;
/** Pauses before a held job is tried again while the database cannot be used. */
const OUTAGE_PAUSE_MS = 500;
const MOST_OUTAGE_PAUSE_MS = 5_000;
const STOOD_STILL = new Error("this process stood still, and its jobs have been given to others");

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
    ...(await readConnectionLimits(options.url)),
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
  let awake = new AbortController();
  const standstill = watchForStandstill(HEARTBEAT_SECONDS * 1_000, (ms) => {
    logger.warn("stood_still", {
      durationMs: Math.round(ms),
      errorMsg: "this process stood still; the jobs it held have been given to others",
    });
    awake.abort(STOOD_STILL);
    awake = new AbortController();
  });
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
    async send(definition, payload, { key } = {}) {
      await boss.send(definition.name, payload, { ...(key !== undefined && { singletonKey: key }) });
    },
    async insert(definition, jobs) {
      await boss.insert(
        definition.name,
        jobs.map(({ id, payload, key }) => ({
          id,
          data: payload,
          ...(key !== undefined && { singletonKey: key }),
        })),
      );
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
      standstill.stop();
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
    const signal = AbortSignal.any([stopping.signal, job.signal, awake.signal]);
    const hold: JobHold = {
      signal,
      draining: draining.signal,
      retries: job.retryCount,
      isLast: job.retryCount >= job.retryLimit,
    };
    try {
      for (let pauseMs = OUTAGE_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_OUTAGE_PAUSE_MS)) {
        try {
          return await handler(job.data, hold);
        } catch (error) {
          const mayWait = definition.outlastsOutages === true && error instanceof DatabaseUnavailableError;
          if (!mayWait || signal.aborted) throw error;
          logger.warn("job_waits_for_database", { ...errorFields(error), ...idsOf(job.data) });
          await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, draining.signal]) }).catch(
            () => undefined,
          );
          if (draining.signal.aborted) throw new HandBackError();
          signal.throwIfAborted();
        }
      }
    } catch (error) {
      // Others have it by now: nothing that happens to it here is theirs.
      if (job.signal.aborted || signal.reason === STOOD_STILL) throw error;
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
