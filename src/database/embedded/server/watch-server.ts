import { emitWarning } from "node:process";
import { isPostmaster } from "./find-postmaster.ts";

const LOOK_EVERY_MS = 1_000;
const MAX_FAILURES = 5;

/**
 * Checks every second whether the server still runs; if not, calls `revive`, which returns the new pid. Does not keep the
 * process alive. Returns a function that ends the watch and waits for a revival in progress.
 */
export function watchServer(
  firstPid: number,
  data: string,
  revive: () => Promise<number>,
): () => Promise<void> {
  let pid = firstPid;
  let failures = 0;
  let reviving: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (reviving === undefined && !isPostmaster(pid, data)) reviving = tryRevive();
  }, LOOK_EVERY_MS).unref();

  async function tryRevive(): Promise<void> {
    try {
      pid = await revive();
      failures = 0;
    } catch (error) {
      failures += 1;
      emitWarning(error instanceof Error ? error : String(error));
      if (failures === MAX_FAILURES) {
        clearInterval(timer);
        emitWarning("The embedded Postgres ended and could not be started again. Restart nightshift.");
      }
    } finally {
      reviving = undefined;
    }
  }

  return async () => {
    clearInterval(timer);
    await reviving;
  };
}
