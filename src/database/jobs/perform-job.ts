import { setTimeout as sleep } from "node:timers/promises";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { readTraceId, withTrace } from "../../trace-context.ts";
import { HandBackError, type JobHold, type JobPayload, type QueueDefinition } from "./queue.ts";

/** The pause before a held job is retried while the database cannot be used. */
const OUTAGE_PAUSE_MS = 500;
const MOST_OUTAGE_PAUSE_MS = 5_000;

/** This process was suspended for too long, and its jobs have been given to others. */
export class StoodStillError extends Error {
  constructor() {
    super("this process was suspended, and its jobs have been given to others");
  }
}

/** The process that jobs are performed in. */
export interface JobProcess {
  readonly boss: PgBoss;
  readonly logger: Logger;
  /** Aborted when jobs in progress have run out of time. */
  readonly stopping: AbortSignal;
  /** Aborted when the process is asked to stop: jobs in progress may still finish. */
  readonly draining: AbortSignal;
  /** Aborted with StoodStillError after a suspension; later calls return a new signal. */
  readonly awake: () => AbortSignal;
  readonly onFailed: (queue: string) => void;
}

type Handler = (payload: JobPayload, hold: JobHold) => Promise<void>;

/** Performs one job. A job that is handed back is sent again; any other error is rethrown, for a retry. */
export async function performJob(
  definition: QueueDefinition,
  handler: Handler,
  job: JobWithMetadata<JobPayload>,
  { boss, logger, stopping, draining, awake, onFailed }: JobProcess,
): Promise<void> {
  const signal = AbortSignal.any([stopping, job.signal, awake()]);
  const payload = payloadOf(job);
  const hold: JobHold = {
    signal,
    draining,
    retries: job.retryCount,
    isLast: job.retryCount >= job.retryLimit,
  };
  try {
    for (let pauseMs = OUTAGE_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_OUTAGE_PAUSE_MS)) {
      try {
        return await underTraceOf(payload, () => handler(payload, hold));
      } catch (error) {
        const mayWait = definition.outlastsOutages === true && error instanceof DatabaseUnavailableError;
        if (!mayWait || signal.aborted) throw error;
        logger.warn("job_waits_for_database", { ...errorFields(error), ...idsOf(payload) });
        await sleep(pauseMs, undefined, { signal: AbortSignal.any([signal, draining]) }).catch(
          () => undefined,
        );
        if (draining.aborted) throw new HandBackError();
        signal.throwIfAborted();
      }
    }
  } catch (error) {
    // Another process has the job by now, so what happens to it here does not count.
    if (job.signal.aborted || signal.reason instanceof StoodStillError) throw error;
    const isHandedBack = error instanceof HandBackError || stopping.aborted;
    // Send a new job: failing this one would cost a retry and a wait. An exclusive queue would refuse a second job.
    if (isHandedBack && draining.aborted && definition.policy === "standard") {
      await boss.send(definition.name, payload);
      return;
    }
    onFailed(definition.name);
    logger.warn("job_failed", { ...errorFields(error), ...idsOf(payload) });
    throw error;
  }
}

function underTraceOf<Result>({ traceId }: JobPayload, work: () => Result): Result {
  const known = typeof traceId === "string" ? readTraceId(traceId) : null;
  return known === null ? work() : withTrace(known, work);
}

/** A job that was written by hand may have no payload. */
function payloadOf({ data }: { readonly data: unknown }): JobPayload {
  return isPayload(data) ? data : {};
}

function isPayload(data: unknown): data is JobPayload {
  return typeof data === "object" && data !== null;
}

/** The ids of a job that log lines have fields for. */
function idsOf({ tenantId, runId, stage }: JobPayload) {
  const text = (value: string | number | undefined) => (value === undefined ? null : String(value));
  return { tenantId: text(tenantId), runId: text(runId), stage: text(stage) };
}
