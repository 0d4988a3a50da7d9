import { InterruptedError } from "./exit-codes.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A terminal and a wrapping process may both pass one Ctrl-C on; what comes later is a second one. */
const SAME_PRESS_MS = 1000;

/**
 * Runs `work` with a signal that is aborted when the process is asked to stop, so that whatever is held is let go.
 * Asked again, the process ends at once.
 */
export async function untilStopped<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stop = new AbortController();
  let askedAt: number | undefined;
  const onSignal = () => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_PRESS_MS) process.exit(130);
    askedAt ??= performance.now();
    stop.abort(new InterruptedError());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
