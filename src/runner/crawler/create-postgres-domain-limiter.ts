import type { DomainTurn } from "../../database/jobs/rate-lease-store.ts";
import type { DomainLimiter, Wait } from "./domain-limiter.ts";

/** Where the turns of all runners are kept (src/database/jobs/rate-lease-store.ts). */
export interface TurnStore {
  take(domain: string, gapMs: number): Promise<DomainTurn>;
  giveBack(domain: string, turn: DomainTurn, gapMs: number): Promise<void>;
}

/** A turn stays good this share of its interval, and never less than MIN_SLACK_MS; the next one begins that much later. */
const SLACK = 0.1;
const MIN_SLACK_MS = 10;

/**
 * A limiter for every task of every process on one database. Each process has at most one turn of a domain at a time, so
 * one that dies loses at most one. A task that wakes up after its turn (a busy process, a slow network) must not start
 * close to the next one's: it takes another turn, which stays good twice as long.
 */
export function createPostgresDomainLimiter(dependencies: {
  readonly turns: TurnStore;
  readonly wait: Wait;
  /** Milliseconds that only move forward. */
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
      // The database named the wait between the asking and the answer: from the answer on it is surely over, and the
      // turn is surely still good when it is by the asking.
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
        // Whoever gave up while others were before must not open the lane to the next.
        void tail.then(() => {
          if (tails.get(domain) === tail) tails.delete(domain);
        });
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
