import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { systemRandom } from "../../random.ts";
import { type Meter, SILENT_METER } from "../metrics/meter.ts";
import { createEventBuffer } from "./create-event-buffer.ts";
import { insertEvents } from "./event-store.ts";
import { logVendorUse } from "./log-vendor-use.ts";
import { noteItem } from "./note-item.ts";
import { noteVendorUse } from "./note-vendor-use.ts";
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
 * Records the events of runs. Events are buffered and written in batches, after at most 200 ms or a thousand events. A
 * crash may lose that much, so the outcome of a company is written in its own transaction (`itemFinished`) and not here.
 */
export interface Recorder {
  /** Counts what metrics show, for all runs together. */
  readonly meter: Meter;
  logEvent(run: RunIdentity, facts: EventFacts): void;
  bumpVendor(run: RunIdentity, use: VendorUse): void;
  /** Times a stage that works per run; an error is recorded as its outcome and rethrown. */
  stageTimer<Result extends Pick<FinishedItem, "outcome"> & { readonly code?: string }>(
    run: RunIdentity,
    stage: string,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /**
   * Takes the buffered events of one company in one stage, to be written in the transaction of the company's outcome, so
   * that no crash can keep the outcome but lose its calls. An event that is written twice is stored once.
   */
  take(run: RunIdentity, stage: string, companyId: string): RunEvent[];
  /** Puts the taken events back if that transaction failed. */
  putBack(events: readonly RunEvent[]): void;
  /** Writes the buffered events. If the database throws, so does this, and the events stay buffered. */
  flush(): Promise<void>;
  /** Flushes and stops the timer. */
  close(): Promise<void>;
}

export function createRecorder(dependencies: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts nothing by default. */
  readonly meter?: Meter;
}): Recorder {
  const { database, clock, meter = SILENT_METER } = dependencies;
  const log = dependencies.logger.child("obs.stage");
  const vendorLog = dependencies.logger.child("obs.vendor");
  const buffer = createEventBuffer({ database, log, random: systemRandom });

  return {
    meter,
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
      noteVendorUse(meter, use, clock());
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
        noteItem(meter, { stage, outcome: item.outcome, durationMs: event.durationMs ?? 0 });
      };
      try {
        const result = await work();
        await record({ outcome: result.outcome, code: result.code ?? null });
        return result;
      } catch (error) {
        // Nothing was finished: the stage will be started again.
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
