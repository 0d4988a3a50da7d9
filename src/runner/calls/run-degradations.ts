import type { Queryable } from "../../database/batch.ts";
import { keyOf, type RunIdentity } from "../../observability/events/run-event.ts";
import type { Degradation } from "../../observability/reads/degradations.ts";

/** What a run does worse than planned. Each is noted once per run, for all processes, and holds until the run ends. */
export interface RunDegradations {
  /** Notes one, with the reason; the first process to do so records it as the event `degraded`. */
  note(degradation: Degradation, at: { readonly stage: string; readonly reason: string }): Promise<void>;
  /** Reads along with other statements what has been noted so far; done before a stage's companies. */
  readIn(batch: Queryable): Promise<void>;
  /** Whether this process has noted it, or another one up to a second ago. */
  has(degradation: Degradation): Promise<boolean>;
}

/** The key of the event, the same in every process. */
export function degradedKey(run: RunIdentity, degradation: Degradation): string {
  return keyOf(run.runId, "degraded", degradation);
}

/** A vendor is under pressure from this share of rate-limited attempts on, given at least this many attempts. */
export const PRESSURE = { share: 0.2, attempts: 10 } as const;

/** The attempts at a vendor's calls so far. */
export interface Attempts {
  readonly made: number;
  readonly rateLimited: number;
}

/** Whether a vendor rate limits so often that it should get fewer requests. */
export function isUnderPressure({ made, rateLimited }: Attempts): boolean {
  return made >= PRESSURE.attempts && rateLimited / made > PRESSURE.share;
}
