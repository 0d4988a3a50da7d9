import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailableError } from "../../errors.ts";

const PAUSE_MS = 250;
const MOST_PAUSE_MS = 2_000;

/**
 * Stores what has been paid for. While the database cannot be used (gone, full, locked, read only) it is kept in memory
 * and stored again until that succeeds or `signal` is aborted; then the last error is thrown, as is any other at once.
 */
export async function storePaid<Result>(
  store: () => Promise<Result>,
  signal: AbortSignal,
  onPause: (error: DatabaseUnavailableError) => void = () => undefined,
): Promise<Result> {
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    try {
      return await store();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError) || signal.aborted) throw error;
      onPause(error);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
