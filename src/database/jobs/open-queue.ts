import { PgBoss, type WorkOptions } from "pg-boss";
import { errorFields, type Logger } from "../../logger.ts";
import { readConnectionLimits } from "../connection-limits.ts";
import { createQueues, HEARTBEAT_SECONDS } from "./create-queues.ts";
import { type JobProcess, performJob, StoodStillError } from "./perform-job.ts";
import type { JobPayload, JobQueue, QueueDefinition } from "./queue.ts";
import { wakeForDueJobs } from "./wake-for-due-jobs.ts";
import { watchForStandstill } from "./watch-for-standstill.ts";

type WithMetadata = WorkOptions & { includeMetadata: true };

/** How long an aborted handler may take to finish, and pg-boss to close. */
const LET_GO_MS = 500;
/** How often an idle worker asks by itself; announcements and `wakeForDueJobs` wake it far sooner. */
const ASK_EVERY_SECONDS = 30;
/** How often pg-boss looks for jobs whose process died, after its last heartbeat was too long ago. */
const SUPERVISE_EVERY_SECONDS = 3;

/** Opens the queue as the service role (`url`), creating its tables if they are missing. */
export async function openQueue(options: {
  url: string;
  definitions: readonly QueueDefinition[];
  logger: Logger;
  /** An attempt at a job of this queue failed. */
  onFailed?: (queue: string) => void;
  /** False if jobs are only sent, so that a short-lived process does no housekeeping. */
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
    monitorIntervalSeconds: SUPERVISE_EVERY_SECONDS,
    superviseIntervalSeconds: SUPERVISE_EVERY_SECONDS,
    useListenNotify: true,
  });
  boss.on("error", (error) => logger.error("queue_error", errorFields(error)));
  await boss.start();
  await createQueues(boss, options.definitions);
  const draining = new AbortController();
  const working = new Set<Promise<void>>();
  /** The workers of each queue that this process works on. */
  const workers = new Map<string, string[]>();
  const waking = wakeForDueJobs({
    execute: (text, values) => boss.getDb().executeSql(text, values),
    queues: () => [...workers.keys()],
    wake: (queue) => {
      for (const worker of workers.get(queue) ?? []) boss.notifyWorker(worker);
    },
    onFailure: (error) => logger.error("queue_error", errorFields(error)),
  });
  let awake = new AbortController();
  const standstill = watchForStandstill(HEARTBEAT_SECONDS * 1_000, (ms) => {
    logger.warn("stood_still", {
      durationMs: Math.round(ms),
      errorMsg: "this process was suspended; its jobs have been given to others",
    });
    awake.abort(new StoodStillError());
    awake = new AbortController();
  });
  const process: JobProcess = {
    boss,
    logger,
    stopping: stopping.signal,
    draining: draining.signal,
    awake: () => awake.signal,
    onFailed: options.onFailed ?? (() => undefined),
  };
  return {
    async work(definition, handler) {
      for (let hand = 0; hand < definition.concurrency; hand += 1) {
        const worker = await boss.work<JobPayload, void, WithMetadata>(
          definition.name,
          {
            batchSize: 1,
            pollingIntervalSeconds: ASK_EVERY_SECONDS,
            notifyPollingIntervalSeconds: ASK_EVERY_SECONDS,
            heartbeatRefreshSeconds: 3,
            includeMetadata: true,
          },
          async ([job]) => {
            if (job === undefined) return;
            const task = performJob(definition, handler, job, process);
            const settled = task.catch(() => undefined);
            working.add(settled);
            try {
              await task;
            } finally {
              working.delete(settled);
              // pg-boss would now pause before it fetches again, although other jobs may be waiting.
              boss.notifyWorker(worker);
            }
          },
        );
        workers.set(definition.name, [...(workers.get(definition.name) ?? []), worker]);
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
    async stop(graceMs) {
      draining.abort();
      standstill.stop();
      waking.stop();
      // Detach the workers first: a stopped pg-boss could not send the jobs that are handed back.
      for (const { name } of options.definitions) await boss.offWork(name, { wait: false });
      const grace = setTimeout(() => stopping.abort(), graceMs);
      await Promise.race([Promise.all(working), wait(graceMs + LET_GO_MS)]);
      clearTimeout(grace);
      await boss.stop({ graceful: true, timeout: LET_GO_MS, close: true });
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
