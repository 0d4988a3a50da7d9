import type { Clock } from "../clock.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import { PLATFORM_RULE_TABLE } from "./platform-rules.ts";

/** What a process knows of the database, in memory, since nothing can be kept elsewhere. */
export interface DatabaseState {
  /** Since when every look failed; null while it answers. */
  readonly downSince: Date | null;
  /** It has lasted, and was told. */
  readonly isTold: boolean;
}

const FOR_MS = PLATFORM_RULE_TABLE["PL-21"].forDurationMinutes * 60_000;
const INTERVAL_MS = 15_000;
const PING_TIMEOUT_MS = 5_000;

export const DATABASE_UP: DatabaseState = { downSince: null, isTold: false };

/** What another look means (PL-21): whom to tell, if anybody. */
export function watchStep(
  state: DatabaseState,
  isUp: boolean,
  now: Date,
): { readonly next: DatabaseState; readonly tell: "down" | "up" | null } {
  if (isUp) return { next: DATABASE_UP, tell: state.isTold ? "up" : null };
  const downSince = state.downSince ?? now;
  const hasLasted = now.getTime() - downSince.getTime() >= FOR_MS;
  return {
    next: { downSince, isTold: state.isTold || hasLasted },
    tell: hasLasted && !state.isTold ? "down" : null,
  };
}

/**
 * Looks every 15 seconds whether the database answers. `onDatabaseDown` is called once after it has not for a minute,
 * `onDatabaseUp` once when it does again; neither may rest on the database. One that throws is logged.
 */
export function watchDatabase(options: {
  readonly ping: () => Promise<unknown>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onDatabaseDown: (since: Date) => Promise<void> | void;
  readonly onDatabaseUp: (since: Date) => Promise<void> | void;
  readonly intervalMs?: number;
}): { stop(): Promise<void> } {
  const { ping, clock, logger, onDatabaseDown, onDatabaseUp, intervalMs = INTERVAL_MS } = options;
  let state = DATABASE_UP;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const since = state.downSince;
    const { next, tell } = watchStep(state, await answers(ping), clock());
    state = next;
    try {
      if (tell === "down" && next.downSince !== null) await onDatabaseDown(next.downSince);
      if (tell === "up" && since !== null) await onDatabaseUp(since);
    } catch (error) {
      logger.error("database_outage_not_told", errorFields(error));
    }
  }

  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** A connection that hangs is as good as none. */
async function answers(ping: () => Promise<unknown>): Promise<boolean> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DatabaseUnavailableError("Postgres did not answer in time.")),
    PING_TIMEOUT_MS,
  );
  try {
    await Promise.race([ping(), timeout]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
