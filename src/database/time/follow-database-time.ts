import { errorFields, type Logger } from "../../logger.ts";
import type { Database } from "../database.ts";
import { type DatabaseTime, MOST_CLOCK_DIFFERENCE_MS } from "./database-time.ts";
import { readServerTime } from "./server-time-store.ts";

const READ_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 1_000;
/** The machine's clock was set, or the machine slept, when it moved by this much more than the monotonic one. */
const JUMP_MS = 1_000;

/**
 * Reads the database's time now, once a minute, and at once when the machine's clock jumps (a machine that was asleep
 * does not know how long). Logs when the two begin to differ by more than 30 s, and when they agree again. Throws if the
 * first reading fails; a later one that fails is made up for by the next.
 */
export async function followDatabaseTime({
  time,
  database,
  logger,
}: {
  readonly time: DatabaseTime;
  readonly database: Database;
  readonly logger: Logger;
}): Promise<{ stop(): Promise<void> }> {
  let differed = false;
  let aheadMs = 0;
  let readAtMs = 0;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    await time.read(() => readServerTime(database));
    readAtMs = performance.now();
    aheadMs = time.machineAheadMs() ?? 0;
    const differs = Math.abs(aheadMs) > MOST_CLOCK_DIFFERENCE_MS;
    if (differs !== differed) report(differs);
    differed = differs;
  }

  function report(differs: boolean): void {
    const seconds = Math.round(Math.abs(aheadMs) / 1_000);
    const errorMsg = differs
      ? `this machine's clock is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} the database's; the database's time is used. Have both set by NTP.`
      : `this machine's clock agrees with the database's again (${seconds} s apart)`;
    logger[differs ? "warn" : "info"](differs ? "clock_differs" : "clock_agrees", { errorMsg });
  }

  function look(): void {
    const jumpedMs = Math.abs((time.machineAheadMs() ?? 0) - aheadMs);
    if (performance.now() - readAtMs < READ_EVERY_MS && jumpedMs < JUMP_MS) return;
    reading ??= read()
      .catch((error: unknown) => {
        readAtMs = performance.now();
        logger.warn("database_time_not_read", errorFields(error));
      })
      .finally(() => {
        reading = null;
      });
  }

  await read();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await reading;
    },
  };
}
