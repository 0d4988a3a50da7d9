import type { Database } from "../../database/database.ts";
import { isDataException } from "../../database/faults/sql-state.ts";
import { errorFields, type Logger } from "../../logger.ts";
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
const FLUSH_AT = 1_000;
const BATCH = 5_000;
/** While the database is unavailable, at most this many events wait; older ones are dropped, and their number is logged. */
const MOST_BUFFERED = 100_000;
const GIVEN_UP_AT_ONCE = 1_000;

export function createEventBuffer({
  database,
  log,
}: {
  readonly database: Database;
  readonly log: Logger;
}): EventBuffer {
  let buffer: RunEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isFlushing = false;
  /** The last write failed: only the timer retries, not every new event. */
  let isAway = false;
  let isClosed = false;

  function push(event: RunEvent): void {
    buffer.push(event);
    if (buffer.length > MOST_BUFFERED) {
      const given = buffer.splice(0, GIVEN_UP_AT_ONCE);
      log.error("events_given_up", {
        errorCode: "event_buffer_full",
        errorMsg: `${given.length} events`,
      });
    }
    if (buffer.length >= FLUSH_AT && !isFlushing && !isAway) void flushQuietly();
    else flushAfter(isAway ? RETRY_AFTER_MS : FLUSH_AFTER_MS);
  }

  function flushAfter(ms: number): void {
    if (!isClosed) timer ??= setTimeout(() => void flushQuietly(), ms).unref();
  }

  async function flushQuietly(): Promise<void> {
    isFlushing = true;
    try {
      await flush();
    } catch (error) {
      log.warn("event_flush_failed", errorFields(error));
    } finally {
      isFlushing = false;
    }
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.catch(() => undefined).then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    try {
      await writeBuffer();
      isAway = false;
    } catch (error) {
      isAway = true;
      flushAfter(RETRY_AFTER_MS);
      throw error;
    }
  }

  async function writeBuffer(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, BATCH);
      for (const [tenantId, events] of Map.groupBy(batch, (event) => event.tenantId)) {
        await writeEvents(tenantId, events);
      }
      const written = new Set(batch);
      buffer = buffer.filter((event) => !written.has(event));
    }
  }

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
    push,
    take(run, stage, companyId) {
      const isMeant = (event: RunEvent) =>
        event.companyId === companyId && event.stage === stage && event.runId === run.runId;
      const taken = buffer.filter(isMeant);
      if (taken.length > 0) buffer = buffer.filter((event) => !isMeant(event));
      return taken;
    },
    flush,
    async close() {
      isClosed = true;
      await flush();
    },
  };
}
