import type { RobotsAnswer } from "./fetch-robots.ts";

/** How long an answer is reused for other companies on the same host (RFC 9309 allows a day). */
const KEPT_MS = 10 * 60_000;
const MAX_KEPT = 5_000;

/** The robots.txt answers of recent origins, so that each is fetched once while fresh. */
export interface RobotsCache {
  read(origin: string): RobotsAnswer | undefined;
  keep(origin: string, answer: RobotsAnswer): void;
}

export function createRobotsCache(nowMs: () => number): RobotsCache {
  const kept = new Map<string, { answer: RobotsAnswer; untilMs: number }>();
  return {
    read(origin) {
      const entry = kept.get(origin);
      return entry !== undefined && entry.untilMs > nowMs() ? entry.answer : undefined;
    },
    keep(origin, answer) {
      const [oldest] = kept.keys();
      if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(origin, { answer, untilMs: nowMs() + KEPT_MS });
    },
  };
}
