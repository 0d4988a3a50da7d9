import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { isDataException } from "../../database/sql-state.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { insertEvents } from "./event-store.ts";
import {
  createRunEvent,
  type EventFacts,
  type FinishedItem,
  itemFinished,
  type RunEvent,
  type RunIdentity,
} from "./run-event.ts";

/** One attempt at a vendor call, as far as the records care. */
export interface VendorUse {
  /** Its entry in the ledger, and then the key of its event; null for what costs nothing. */
  readonly ledgerId: string | null;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly attempt: number;
  readonly outcome: "success" | "error";
  /** The taxonomy's word for what went wrong; null on success. */
  readonly errorCode: string | null;
  /** True for "too many requests" and for a used-up quota respectively. */
  readonly isRateLimit: boolean;
  readonly isQuotaExhausted: boolean;
  readonly durationMs: number;
  readonly retryInMs: number | null;
  /** What it cost; null when it cost nothing. `nanoUsd` is null when there is no price for it. */
  readonly cost: { readonly nanoUsd: bigint | null; readonly priceCardId: string | null } | null;
  readonly model: string | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** What the ledger has to hear of the attempt, so that it can be settled by the event alone; absent where nobody knows. */
  readonly settles?:
    | { readonly state: "charged"; readonly quantity: number }
    | { readonly state: "released" };
  /** Fields of the answer that could not be read and were left out; never their values. */
  readonly oddities?: readonly string[];
}

/**
 * Writes down what happens in runs. Events are buffered and written in batches, at most 200 ms or a thousand events
 * later: that much a crash may lose, which is why the outcome of a company is written in its own transaction
 * (`itemFinished`) and not here.
 */
export interface Recorder {
  logEvent(run: RunIdentity, facts: EventFacts): void;
  bumpVendor(run: RunIdentity, use: VendorUse): void;
  /** Times a stage that is one piece of work; what it throws is recorded as its error and thrown on. */
  stageTimer<Result extends Pick<FinishedItem, "outcome"> & { readonly code?: string }>(
    run: RunIdentity,
    stage: string,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /**
   * Takes out what is buffered of one company in one stage, for a transaction that writes it with the company's outcome:
   * then no crash can keep the outcome and lose the calls that led to it. Written twice, an event is there once.
   */
  take(run: RunIdentity, stage: string, companyId: string): RunEvent[];
  /** Puts back what was taken, when that transaction failed. */
  putBack(events: readonly RunEvent[]): void;
  /** Writes what is buffered. Throws what the database throws; the events stay buffered. */
  flush(): Promise<void>;
  /** Flushes and stops the clockwork. */
  close(): Promise<void>;
}

const FLUSH_AFTER_MS = 200;
const RETRY_AFTER_MS = 1_000;
const FLUSH_AT = 1_000;
const BATCH = 5_000;
/** While the database is away, this many events wait; older ones are given up, counted and said. */
const MOST_BUFFERED = 100_000;
const GIVEN_UP_AT_ONCE = 1_000;

export function createRecorder(dependencies: { database: Database; clock: Clock; logger: Logger }): Recorder {
  const { database, clock } = dependencies;
  const log = dependencies.logger.child("obs.stage");
  const vendorLog = dependencies.logger.child("obs.vendor");
  let buffer: RunEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isFlushing = false;
  /** The last write failed: the next is tried by the clock alone, not once an event. */
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

  /** One event that Postgres refuses for what is in it (a number too large) must not hold up all others for good. */
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
    take(run, stage, companyId) {
      const isMeant = (event: RunEvent) =>
        event.companyId === companyId && event.stage === stage && event.runId === run.runId;
      const taken = buffer.filter(isMeant);
      if (taken.length > 0) buffer = buffer.filter((event) => !isMeant(event));
      return taken;
    },
    putBack(events) {
      for (const event of events) push(event);
    },
    logEvent(run, facts) {
      push(createRunEvent(run, clock(), randomUUID(), facts));
    },
    bumpVendor(run, use) {
      const { oddities = [] } = use;
      const isUnpriced = use.cost !== null && use.cost.nanoUsd === null;
      push(
        createRunEvent(run, clock(), use.ledgerId ?? randomUUID(), {
          event: "vendor_call",
          stage: use.stage,
          companyId: use.companyId,
          vendor: use.vendor,
          status: use.outcome,
          errorCode: use.errorCode,
          durationMs: use.durationMs,
          costNanoUsd: use.cost?.nanoUsd ?? null,
          tokensInput: use.tokensInput,
          tokensOutput: use.tokensOutput,
          extra: {
            operation: use.operation,
            attempt: use.attempt,
            ...(use.isRateLimit && { rate_limited: true }),
            ...(use.isQuotaExhausted && { quota_exhausted: true }),
            ...(isUnpriced && { unpriced: true }),
            ...(use.cost?.priceCardId && { price_card_id: use.cost.priceCardId }),
            ...(use.model !== null && { model: use.model }),
            ...(use.retryInMs !== null && { retry_in_ms: use.retryInMs }),
            ...(use.settles !== undefined && { settles: use.settles.state }),
            ...(use.settles?.state === "charged" && { quantity: use.settles.quantity }),
            ...(oddities.length > 0 && { odd_fields: oddities.join(" ") }),
          },
        }),
      );
      if (oddities.length > 0) {
        vendorLog.warn("vendor_answer_odd", {
          tenantId: run.tenantId,
          runId: run.runId,
          traceId: run.traceId,
          stage: use.stage,
          companyId: use.companyId,
          vendor: use.vendor,
          errorCode: `${use.vendor}_odd_fields`,
          errorMsg: `${use.operation} left out ${oddities.join(", ")}`,
        });
      }
      vendorLog[use.outcome === "success" ? "debug" : "warn"]("vendor_call", {
        tenantId: run.tenantId,
        runId: run.runId,
        traceId: run.traceId,
        stage: use.stage,
        companyId: use.companyId,
        vendor: use.vendor,
        status: use.outcome,
        durationMs: use.durationMs,
        errorCode: use.errorCode,
        costUsd: use.cost === null || use.cost.nanoUsd === null ? null : Number(use.cost.nanoUsd) / 1e9,
        tokensInput: use.tokensInput,
        tokensOutput: use.tokensOutput,
      });
    },
    async stageTimer(run, stage, work) {
      const startedMs = performance.now();
      const record = async (item: Pick<FinishedItem, "outcome" | "code" | "errorMsg">) => {
        const event = itemFinished(
          run,
          { stage, companyId: null, durationMs: Math.round(performance.now() - startedMs), ...item },
          clock(),
        );
        await database.batch(run.tenantId, (batch) => insertEvents(batch, [event]));
      };
      try {
        const result = await work();
        await record({ outcome: result.outcome, code: result.code ?? null });
        return result;
      } catch (error) {
        // Nothing was finished: the stage is begun again.
        if (error instanceof DatabaseUnavailableError) throw error;
        const { errorCode: code, errorMsg } = errorFields(error);
        await record({ outcome: "error", code, errorMsg });
        throw error;
      }
    },
    flush,
    async close() {
      isClosed = true;
      await flush();
    },
  };
}
