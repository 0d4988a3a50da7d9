import type { Wait } from "../../clock.ts";
import type { DomainTurn } from "../../database/jobs/rate-lease-store.ts";
import type { DomainLimiter } from "./domain-limiter.ts";

/** Where the turns of all runners are stored (src/database/jobs/rate-lease-store.ts). */
export interface TurnStore {
  take(domain: string, gapMs: number): Promise<DomainTurn>;
  giveBack(domain: string, turn: DomainTurn, gapMs: number): Promise<void>;
}

/** A turn may be used this late (as a share of its interval, at least MIN_SLACK_MS); the next turn starts that much later. */
const SLACK = 0.1;
const MIN_SLACK_MS = 10;

/**
 * A limiter shared by all tasks of all processes on one database. A process holds at most one turn per domain, so if it
 * dies, at most one is lost. A task that wakes up too late for its turn (a busy process, a slow network) must not start
 * right before the next one: it takes another turn, with twice the slack.
 */
export function createPostgresDomainLimiter(dependencies: {
  readonly turns: TurnStore;
  readonly wait: Wait;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs?: () => number;
}): DomainLimiter {
  const { turns, wait, nowMs = () => performance.now() } = dependencies;
  const tails = new Map<string, Promise<void>>();

  async function start(domain: string, minIntervalMs: number, signal: AbortSignal | undefined) {
    for (let slackMs = Math.max(MIN_SLACK_MS, Math.ceil(minIntervalMs * SLACK)); ; slackMs *= 2) {
      signal?.throwIfAborted();
      const gapMs = Math.ceil(minIntervalMs) + slackMs;
      const askedMs = nowMs();
      const turn = await turns.take(domain, gapMs);
      // The database computed the wait between our question and its answer. Counted from the answer, the wait is surely
      // over; counted from the question, the turn is surely still valid.
      try {
        if (turn.waitMs > 0) await wait(Math.ceil(turn.waitMs), signal);
        signal?.throwIfAborted();
      } catch (error) {
        await turns.giveBack(domain, turn, gapMs);
        throw error;
      }
      if (nowMs() <= askedMs + turn.waitMs + slackMs) return;
    }
  }

  return {
    async take(domain, minIntervalMs, signal) {
      signal?.throwIfAborted();
      const before = tails.get(domain);
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const tail = before === undefined ? done : before.then(() => done);
      tails.set(domain, tail);
      try {
        if (before !== undefined) await untilAborted(before, signal);
        await start(domain, minIntervalMs, signal);
      } finally {
        resolve();
        // A task that gave up while others were still waiting must not let the next one pass them.
        void tail.then(() => {
          if (tails.get(domain) === tail) tails.delete(domain);
        });
      }
    },
  };
}

/** Settles like the promise, or rejects with the signal's reason if that comes first. */
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
