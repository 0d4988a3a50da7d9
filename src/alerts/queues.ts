import type { QueueDefinition } from "../database/queue.ts";

/** Judges one run: asked for when it ends. */
export const EVALUATE_QUEUE: QueueDefinition = {
  name: "evaluate",
  policy: "standard",
  concurrency: 1,
  retryLimit: 20,
};
/** Judges every tenant's current and last run: asked for on ALERTS_CRON by every process, done by one. */
export const SWEEP_QUEUE: QueueDefinition = {
  name: "sweep",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
