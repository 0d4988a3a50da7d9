import { keyOf, type RunIdentity } from "../../observability/events/run-event.ts";
import type { Degradation } from "../../observability/reads/degradations.ts";

/** What a run does worse than planned. Each is noted once a run, for all processes, and holds until the run ends. */
export interface RunDegradations {
  /** Notes one, with the reason; it is recorded as the event `degraded` by whoever was first. */
  note(degradation: Degradation, at: { readonly stage: string; readonly reason: string }): Promise<void>;
  /** Whether it holds: this process or another has noted it. */
  has(degradation: Degradation): Promise<boolean>;
}

/** The key of the event, the same from whichever process. */
export function degradedKey(run: RunIdentity, degradation: Degradation): string {
  return keyOf(run.runId, "degraded", degradation);
}

/** Share of rate-limited attempts, and the fewest attempts that say anything, from which a vendor is under pressure. */
export const PRESSURE = { share: 0.2, attempts: 10 } as const;

/** What the attempts at a vendor's calls came to so far. */
export interface Attempts {
  readonly made: number;
  readonly rateLimited: number;
}

/** Whether a vendor asks for less so often that less should be asked of it. */
export function isUnderPressure({ made, rateLimited }: Attempts): boolean {
  return made >= PRESSURE.attempts && rateLimited / made > PRESSURE.share;
}
