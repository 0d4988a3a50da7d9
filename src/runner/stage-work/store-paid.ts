import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailableError } from "../../errors.ts";

const PAUSE_MS = 250;
const MOST_PAUSE_MS = 2_000;
/** An outage does not last this long; something else must be wrong. */
const MOST_MS = 30 * 60_000;

/**
 * Stores what has been paid for. While the database cannot be used (gone, full, locked, read only), it is kept in memory
 * and retried until that succeeds, `signal` is aborted or half an hour has passed; then the last error is thrown. Any
 * other error is thrown at once.
 */
export async function storePaid<Result>(
  store: () => Promise<Result>,
  signal: AbortSignal,
  onPause: (error: DatabaseUnavailableError) => void = () => undefined,
): Promise<Result> {
  const startedMs = performance.now();
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    try {
      return await store();
    } catch (error) {
      const isOver = signal.aborted || performance.now() - startedMs > MOST_MS;
      if (!(error instanceof DatabaseUnavailableError) || isOver) throw error;
      onPause(error);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
