import { setTimeout as sleep } from "node:timers/promises";
import { Cron } from "croner";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { errorCode } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { readLongestDelay } from "../../messages/delivery-health-store.ts";
import { readLastSweep } from "./last-sweep-store.ts";

/** The conditions for a ping: alerts are evaluated, and reach people. */
export interface Vitality {
  /** When alerts were last evaluated for all tenants; null when never. */
  readonly lastSweepAt: Date | null;
  /** How long the oldest message has waited that could be sent; null when there is none. */
  readonly longestDelaySeconds: number | null;
}

/** Tells an outside watcher that alerting works, as long as it does: silence is the alarm. */
export interface DeadMan {
  /** Stops pinging, and waits for a ping in progress. */
  stop(): Promise<void>;
}

/** A message that waits longer than this is stuck. */
const MAX_WAITING_SECONDS = 300;
const MIN_SWEEP_AGE_MS = 10 * 60_000;
const PING_TIMEOUT_MS = 5_000;
/** How often a failed ping is tried before the next one is due. */
const ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/** Why alerting does not work; null when it does. */
export function problemWithAlerting(
  { lastSweepAt, longestDelaySeconds }: Vitality,
  maxSweepAgeMs: number,
  now: Date,
): "not_evaluated" | "not_delivered" | null {
  if (lastSweepAt === null || now.getTime() - lastSweepAt.getTime() > maxSweepAgeMs) return "not_evaluated";
  return longestDelaySeconds !== null && longestDelaySeconds > MAX_WAITING_SECONDS ? "not_delivered" : null;
}

/** How old the last evaluation may be: three times the longest of the schedule's next intervals, and at least ten minutes. */
export function longestSweepAgeMs(cron: string, now: Date): number {
  const times = new Cron(cron, { paused: true }).nextRuns(10, now);
  const pauses = times.slice(1).map((time, index) => time.getTime() - (times[index] ?? time).getTime());
  return Math.max(MIN_SWEEP_AGE_MS, 3 * Math.max(0, ...pauses));
}

/** Pings `url` at once and then every `intervalMs`, only while alerts are evaluated and delivered. Null without a URL. */
export function startDeadMan({
  url,
  intervalMs,
  alertsCron,
  database,
  clock,
  logger,
  pauseMs = PAUSE_MS,
}: {
  /** A secret: anybody who knows it can keep the watcher quiet. It is never logged. */
  readonly url: string | undefined;
  readonly intervalMs: number;
  readonly alertsCron: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The pause between two attempts. */
  readonly pauseMs?: number;
}): DeadMan | null {
  if (url === undefined) return null;
  const stopping = new AbortController();
  let pinging: Promise<void> | null = null;

  async function pingIfWell(): Promise<void> {
    try {
      const now = clock();
      const vitality = await database.withService(async (transaction) => ({
        lastSweepAt: await readLastSweep(transaction),
        longestDelaySeconds: await readLongestDelay(transaction, now),
      }));
      const problem = problemWithAlerting(vitality, longestSweepAgeMs(alertsCron, now), now);
      if (problem !== null) {
        logger.error("dead_man_silent", { status: problem });
        return;
      }
      await ping();
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.warn("dead_man_not_pinged", { errorCode: errorCode(error) });
    }
  }

  async function ping(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const problem = await pingOnce();
      if (problem === null) return;
      // A request that is refused permanently is not repeated.
      const mayPass = !/^http_4(?!08|29)/.test(problem);
      if (attempt === ATTEMPTS || !mayPass) {
        logger.warn("dead_man_not_pinged", { errorCode: problem });
        return;
      }
      await sleep(pauseMs, undefined, { signal: stopping.signal });
    }
  }

  /** Why the ping failed; null when it succeeded. */
  async function pingOnce(): Promise<string | null> {
    try {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PING_TIMEOUT_MS)]);
      const response = await fetch(url ?? "", { method: "POST", redirect: "error", signal });
      await response.body?.cancel();
      return response.ok ? null : `http_${response.status}`;
    } catch (error) {
      if (stopping.signal.aborted) throw error;
      return errorCode(error);
    }
  }

  function tick(): void {
    pinging ??= pingIfWell().finally(() => {
      pinging = null;
    });
  }

  const timer = setInterval(tick, intervalMs);
  tick();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await pinging;
    },
  };
}
