import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { createEventBuffer } from "./create-event-buffer.ts";
import { insertEvents } from "./event-store.ts";
import { logVendorUse } from "./log-vendor-use.ts";
import {
  createRunEvent,
  type EventFacts,
  type FinishedItem,
  itemFinished,
  type RunEvent,
  type RunIdentity,
} from "./run-event.ts";
import { type VendorUse, vendorCallFacts } from "./vendor-use.ts";

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

export function createRecorder(dependencies: { database: Database; clock: Clock; logger: Logger }): Recorder {
  const { database, clock } = dependencies;
  const log = dependencies.logger.child("obs.stage");
  const vendorLog = dependencies.logger.child("obs.vendor");
  const buffer = createEventBuffer({ database, log });

  return {
    take: buffer.take,
    putBack(events) {
      for (const event of events) buffer.push(event);
    },
    logEvent(run, facts) {
      buffer.push(createRunEvent(run, clock(), randomUUID(), facts));
    },
    bumpVendor(run, use) {
      buffer.push(createRunEvent(run, clock(), use.ledgerId ?? randomUUID(), vendorCallFacts(use)));
      logVendorUse(vendorLog, run, use);
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
    flush: buffer.flush,
    close: buffer.close,
  };
}
