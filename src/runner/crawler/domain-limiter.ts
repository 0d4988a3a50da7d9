import type { Clock } from "../../clock.ts";

/** Spaces the requests to one domain, over every task that asks. */
export interface DomainLimiter {
  /**
   * Resolves when a request to `domain` may start: at least `minIntervalMs` after the one before it started. Rejects
   * with the signal's reason when aborted, and then uses up no turn.
   */
  take(domain: string, minIntervalMs: number, signal?: AbortSignal): Promise<void>;
}

/** Waits that long, or rejects with the signal's reason. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The turns of one domain, in the order of asking. */
interface Lane {
  /** Resolves when everyone before has started or given up. */
  tail: Promise<void>;
  waiting: number;
  startedAtMs: number;
  intervalMs: number;
}

/** Above this many domains, those at rest are forgotten. */
const SWEEP_ABOVE = 1_000;

/** A limiter for the tasks of this process: first come, first served. */
export function createInProcessDomainLimiter({ clock, wait }: { clock: Clock; wait: Wait }): DomainLimiter {
  const lanes = new Map<string, Lane>();

  function laneOf(domain: string): Lane {
    const known = lanes.get(domain);
    if (known !== undefined) return known;
    if (lanes.size >= SWEEP_ABOVE) sweep();
    const lane: Lane = {
      tail: Promise.resolve(),
      waiting: 0,
      startedAtMs: Number.NEGATIVE_INFINITY,
      intervalMs: 0,
    };
    lanes.set(domain, lane);
    return lane;
  }

  function sweep(): void {
    const nowMs = clock().getTime();
    for (const [domain, lane] of lanes) {
      if (lane.waiting === 0 && lane.startedAtMs + lane.intervalMs <= nowMs) lanes.delete(domain);
    }
  }

  async function start(lane: Lane, minIntervalMs: number, signal: AbortSignal | undefined): Promise<void> {
    const intervalMs = Math.max(lane.intervalMs, minIntervalMs);
    // A clock that was set back must not hold a domain longer than one interval.
    for (;;) {
      signal?.throwIfAborted();
      const restMs = Math.min(lane.startedAtMs + intervalMs - clock().getTime(), intervalMs);
      if (restMs <= 0) break;
      await wait(restMs, signal);
      if (clock().getTime() < lane.startedAtMs) break;
    }
    lane.startedAtMs = clock().getTime();
    lane.intervalMs = minIntervalMs;
  }

  return {
    async take(domain, minIntervalMs, signal) {
      signal?.throwIfAborted();
      const lane = laneOf(domain);
      const before = lane.tail;
      const { promise: done, resolve } = Promise.withResolvers<void>();
      lane.tail = before.then(() => done);
      lane.waiting += 1;
      try {
        await untilAborted(before, signal);
        await start(lane, minIntervalMs, signal);
      } finally {
        lane.waiting -= 1;
        resolve();
      }
    },
  };
}

/** The promise's outcome, or the signal's reason when that comes first. */
async function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
