import type { CatchUp } from "../../entities/vocabulary.ts";

/** A run that is waiting to start, and what may prevent it. */
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

/** A run that could not begin at once gets at least this long, even if the schedule's window is shorter. */
export const LEAST_WINDOW_MINUTES = 30;

/** Whether a due run starts now, keeps waiting, or is given up. */
export function decideStart(run: WaitingRun, now: Date): StartDecision {
  if (!run.enabled) return { do: "give_up", state: "missed", reason: "its schedule was disabled" };
  const window = Math.max(run.windowMinutes, LEAST_WINDOW_MINUTES);
  if ((now.getTime() - run.dueAt.getTime()) / 60_000 > window) {
    return { do: "give_up", state: "missed", reason: `it could not begin within ${window} minutes` };
  }
  if (run.running !== null) {
    // Caught-up nights run one after the other; any other night is skipped rather than run right after the previous one.
    if (run.caughtUp && run.catchUp === "all") return { do: "wait" };
    return { do: "give_up", state: "skipped_overlap", reason: `run ${run.running} was in progress` };
  }
  return run.busyTenants < run.tenantConcurrency ? { do: "start" } : { do: "wait" };
}
