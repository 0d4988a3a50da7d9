import { IN_TIME_MINUTES } from "../../config/problem-of-catch-up.ts";
import type { CatchUp } from "../../entities/vocabulary.ts";
import type { ScheduleTick } from "./schedule-ticks.ts";

/** How a schedule treats times that have passed. */
export interface CatchUpPolicy {
  readonly catchUp: CatchUp;
  /** The longest delay with which a run may still begin. */
  readonly windowMinutes: number;
}

/** What happens to a time that has come. */
export type DueRun = ScheduleTick &
  (
    | { readonly state: "waiting"; readonly caughtUp: boolean; readonly reason: null }
    | { readonly state: "missed"; readonly caughtUp: false; readonly reason: string }
  );

/**
 * Decides which of the times that have come are run, and which are recorded as missed:
 *
 * | catch-up | seen within 5 min of its time | later, within the window  | later still |
 * |----------|-------------------------------|---------------------------|-------------|
 * | none     | run                           | missed                    | missed      |
 * | latest   | run, if it is the newest      | run, if it is the newest  | missed      |
 * | all      | run                           | run, one after the other  | missed      |
 */
export function dueRuns(
  ticks: readonly ScheduleTick[],
  { catchUp, windowMinutes }: CatchUpPolicy,
  now: Date,
): DueRun[] {
  const newest = Math.max(...ticks.map(({ dueAt }) => dueAt.getTime()));
  return ticks.map((tick) => {
    const lateMinutes = (now.getTime() - tick.dueAt.getTime()) / 60_000;
    const inTime = lateMinutes <= IN_TIME_MINUTES;
    const missed = (reason: string) => ({ ...tick, state: "missed", caughtUp: false, reason }) as const;
    if (!inTime && catchUp === "none") return missed("no runner was up at its time");
    if (!inTime && lateMinutes > windowMinutes) {
      return missed(`no runner was up within ${windowMinutes} minutes of its time`);
    }
    if (catchUp === "latest" && tick.dueAt.getTime() < newest) return missed("a later one took its place");
    return { ...tick, state: "waiting", caughtUp: !inTime, reason: null } as const;
  });
}
