import type { CatchUp } from "../../entities/vocabulary.ts";

/** A run that waits for its start, and what may stand in its way. */
export interface WaitingRun {
  readonly dueAt: Date;
  readonly caughtUp: boolean;
  readonly catchUp: CatchUp;
  readonly windowMinutes: number;
  readonly enabled: boolean;
  /** The tenant's run in progress, or null. */
  readonly running: string | null;
  /** How many other tenants have runs in progress, and how many may. */
  readonly busyTenants: number;
  readonly tenantConcurrency: number;
}

export type StartDecision =
  | { readonly do: "start" }
  | { readonly do: "wait" }
  | { readonly do: "give_up"; readonly state: "missed" | "skipped_overlap"; readonly reason: string };

/** A run that could not begin at once is given this long even where the schedule's window is shorter. */
const LEAST_WINDOW_MINUTES = 30;

/** Whether a run that is due starts now, waits on, or will not be. */
export function decideStart(run: WaitingRun, now: Date): StartDecision {
  if (!run.enabled) return { do: "give_up", state: "missed", reason: "its schedule was disabled" };
  const window = Math.max(run.windowMinutes, LEAST_WINDOW_MINUTES);
  if ((now.getTime() - run.dueAt.getTime()) / 60_000 > window) {
    return { do: "give_up", state: "missed", reason: `it could not begin within ${window} minutes` };
  }
  if (run.running !== null) {
    // Nights that are caught up come one after the other; any other must not follow on the heels of the one before.
    if (run.caughtUp && run.catchUp === "all") return { do: "wait" };
    return { do: "give_up", state: "skipped_overlap", reason: `run ${run.running} was in progress` };
  }
  return run.busyTenants < run.tenantConcurrency ? { do: "start" } : { do: "wait" };
}
