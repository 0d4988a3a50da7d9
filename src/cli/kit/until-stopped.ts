import { InterruptedError, STOP_SIGNALS, type StopSignal } from "./exit-codes.ts";

const SIGNALS: readonly StopSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];
/** A terminal and the launcher may both pass on one Ctrl-C; a signal later than this is a second request. */
const SAME_PRESS_MS = 1000;

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
