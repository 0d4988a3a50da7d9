import { InterruptedError, STOP_SIGNALS, type StopSignal } from "./exit-codes.ts";

const SIGNALS: readonly StopSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];
/** The terminal and the launcher may both pass on the same Ctrl-C; only a later signal counts as a second request. */
const SAME_PRESS_MS = 1000;
/** A process that has not ended this long after it was asked to is ended, whatever it is waiting for. */
const MOST_STOP_MS = 9_500;

/**
 * Runs `work` with a signal that is aborted when the process is asked to stop, so that it can release what it holds.
 * Asked a second time, the process ends at once.
 */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  let askedAt: number | undefined;
  const onSignal = (signal: StopSignal) => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_PRESS_MS)
      process.exit(STOP_SIGNALS[signal]);
    if (askedAt === undefined) setTimeout(() => endNow(signal), MOST_STOP_MS).unref();
    askedAt ??= performance.now();
    stop.abort(new InterruptedError(signal));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

function endNow(signal: StopSignal): never {
  process.stderr.write(
    `Ended ${MOST_STOP_MS / 1_000} seconds after ${signal} without finishing: something was still being waited for. Another process resumes the work.\n`,
  );
  process.exit(STOP_SIGNALS[signal]);
}
