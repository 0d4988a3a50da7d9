import { type Clock, systemClock } from "../../clock.ts";

/**
 * The time by the database's clock, which all processes share. Between readings it advances by this process's monotonic
 * clock, so that nobody who sets the machine's clock moves it.
 */
export interface DatabaseTime {
  /** The machine's time until the first reading. */
  readonly clock: Clock;
  /** How far the machine's clock is ahead of the database's, in milliseconds; negative when it is behind, null before the first reading. */
  machineAheadMs(): number | null;
  /** Takes a reading. One whose answer took too long to be exact is dropped, unless there is no other. */
  read(askDatabase: () => Promise<Date>): Promise<void>;
}

/** A difference from the database's clock that is worth telling people about. */
export const MOST_CLOCK_DIFFERENCE_MS = 30_000;
const SLOW_ANSWER_MS = 2_000;

export function createDatabaseTime(
  machine: Clock = systemClock,
  monotonicMs: () => number = () => performance.now(),
): DatabaseTime {
  /** The database's time when the monotonic clock was at zero. */
  let originMs: number | null = null;
  const clock = () => (originMs === null ? machine() : new Date(originMs + monotonicMs()));
  return {
    clock,
    machineAheadMs: () => (originMs === null ? null : machine().getTime() - clock().getTime()),
    async read(askDatabase) {
      const askedMs = monotonicMs();
      const serverMs = (await askDatabase()).getTime();
      const answeredMs = monotonicMs();
      if (originMs !== null && answeredMs - askedMs > SLOW_ANSWER_MS) return;
      // The server looked at its clock somewhere between the question and the answer.
      originMs = serverMs - (askedMs + answeredMs) / 2;
    },
  };
}
