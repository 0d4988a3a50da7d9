import type { RunStatus } from "../../entities/vocabulary.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { RunManifest } from "./run-manifest.ts";

/** A run as the engine needs it. */
export interface RunRow extends RunIdentity {
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly manifest: RunManifest;
}
