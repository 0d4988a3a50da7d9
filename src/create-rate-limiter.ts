import type { Clock } from "./clock.ts";

/** What is left of a rate. */
interface Verdict {
  readonly isAdmitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly retryAfterSeconds: number;
}

const MINUTE_MS = 60_000;
const MOST_KEYS = 10_000;

/**
 * A bucket per key that holds a minute's worth of requests and refills evenly. It lives in this process: two processes
 * behind one address admit twice as much.
 */
export function createRateLimiter(limit: number, clock: Clock): (keyId: string) => Verdict {
  const buckets = new Map<string, { left: number; at: number }>();
  const perMs = limit / MINUTE_MS;
  return (keyId) => {
    const now = clock().getTime();
    const bucket = buckets.get(keyId) ?? { left: limit, at: now };
    const left = Math.min(limit, bucket.left + Math.max(0, now - bucket.at) * perMs);
    const isAdmitted = left >= 1;
    const after = isAdmitted ? left - 1 : left;
    buckets.delete(keyId);
    buckets.set(keyId, { left: after, at: now });
    const [oldest] = buckets.keys();
    if (buckets.size > MOST_KEYS && oldest !== undefined) buckets.delete(oldest);
    return {
      isAdmitted,
      limit,
      remaining: Math.floor(after),
      resetSeconds: Math.ceil((limit - after) / perMs / 1_000),
      retryAfterSeconds: isAdmitted ? 0 : Math.max(1, Math.ceil((1 - after) / perMs / 1_000)),
    };
  };
}
