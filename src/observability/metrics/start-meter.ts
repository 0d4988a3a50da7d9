import type { Database } from "../../database/database.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { createTally } from "./create-tally.ts";
import type { Meter } from "./meter.ts";
import { addToTotals } from "./metric-store.ts";

/** The meter of a process. */
export interface RunningMeter extends Meter {
  /** Adds what was counted to the totals now. */
  flush(): Promise<void>;
  /** Flushes and stops. */
  stop(): Promise<void>;
}

/** A killed process loses what it counted since it last wrote. */
const FLUSH_MS = 5_000;

/** Counts in memory and adds it to the totals every five seconds. While the database is away, the counts are kept. */
export function startMeter({
  database,
  logger,
}: {
  readonly database: Database;
  readonly logger: Logger;
}): RunningMeter {
  const tally = createTally();
  let flushing: Promise<void> | null = null;

  async function write(): Promise<void> {
    const tallied = tally.take();
    if (tallied.deltas.length + tallied.vendors.length === 0) return;
    try {
      await database.withService((transaction) => addToTotals(transaction, tallied));
    } catch (error) {
      tally.putBack(tallied);
      logger.debug("metrics_not_written", errorFields(error));
    }
  }

  async function flush(): Promise<void> {
    await flushing;
    flushing = write().finally(() => {
      flushing = null;
    });
    await flushing;
  }

  const timer = setInterval(() => {
    if (flushing === null) void flush();
  }, FLUSH_MS);
  timer.unref();
  return {
    count: (metric, labels, by) => tally.count(metric, labels, by),
    observe: (metric, labels, value) => tally.observe(metric, labels, value),
    noteVendor: (vendor, note) => tally.noteVendor(vendor, note),
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
