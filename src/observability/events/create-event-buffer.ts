import type { Database } from "../../database/database.ts";
import { isDataException } from "../../database/faults/sql-state.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { createBatchBuffer } from "../../sdk/create-batch-buffer.ts";
import { insertEvents } from "./event-store.ts";
import type { RunEvent, RunIdentity } from "./run-event.ts";

/** Events waiting to be written in batches. */
export interface EventBuffer {
  readonly push: (event: RunEvent) => void;
  /** Takes out the events of one company in one stage. */
  readonly take: (run: RunIdentity, stage: string, companyId: string) => RunEvent[];
  /** Writes what is buffered. Throws what the database throws; the events stay buffered. */
  readonly flush: () => Promise<void>;
  /** Flushes and stops the timer. */
  readonly close: () => Promise<void>;
}

const FLUSH_AFTER_MS = 200;
const RETRY_AFTER_MS = 1_000;
const MOST_RETRY_MS = 5_000;
const FLUSH_AT = 1_000;
const BATCH = 5_000;
/** While the database is unavailable, at most this many events wait; older ones are dropped, and their number is logged. */
const MOST_BUFFERED = 100_000;

export function createEventBuffer({
  database,
  log,
  random,
}: {
  readonly database: Database;
  readonly log: Logger;
  readonly random: () => number;
}): EventBuffer {
  const buffer = createBatchBuffer<RunEvent>({
    async write(batch) {
      for (const [tenantId, events] of Map.groupBy(batch, (event) => event.tenantId))
        await writeEvents(tenantId, events);
    },
    flushAt: FLUSH_AT,
    flushAfterMs: FLUSH_AFTER_MS,
    batchItems: BATCH,
    mostItems: MOST_BUFFERED,
    retryAfterMs: RETRY_AFTER_MS,
    mostRetryMs: MOST_RETRY_MS,
    random,
    onDropped: (count) =>
      log.error("events_given_up", { errorCode: "event_buffer_full", errorMsg: `${count} events` }),
    onFailure: (error) => log.warn("event_flush_failed", errorFields(error)),
  });

  /** An event whose content Postgres refuses (a number too large) must not block all others forever. */
  async function writeEvents(tenantId: string, events: readonly RunEvent[]): Promise<void> {
    try {
      await database.batch(tenantId, (batch) => insertEvents(batch, events));
    } catch (error) {
      if (!isDataException(error)) throw error;
      const [event, ...others] = events;
      if (event === undefined || others.length === 0) {
        const { runId = null, stage = null, companyId = null } = event ?? {};
        log.error("event_given_up", { tenantId, runId, stage, companyId, ...errorFields(error) });
        return;
      }
      const half = Math.ceil(events.length / 2);
      await writeEvents(tenantId, events.slice(0, half));
      await writeEvents(tenantId, events.slice(half));
    }
  }

  return {
    push: buffer.push,
    take: (run, stage, companyId) =>
      buffer.take(
        (event) => event.companyId === companyId && event.stage === stage && event.runId === run.runId,
      ),
    flush: buffer.flush,
    close: buffer.close,
  };
}
