import type { QueueDefinition } from "../database/jobs/queue.ts";

/** Judges one run; queued when it ends. */
export const EVALUATE_QUEUE: QueueDefinition = {
  name: "evaluate",
  policy: "standard",
  concurrency: 4,
  retryLimit: 20,
};
/** Follows up open alerts (silences that ended, escalations); queued by every process a few times a minute, done by one. */
export const FOLLOW_UP_QUEUE: QueueDefinition = {
  name: "follow_up",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
/** Judges every tenant's current and last run; queued by every process on ALERTS_CRON, done by one. */
export const SWEEP_QUEUE: QueueDefinition = {
  name: "sweep",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
/** Recounts the last day's runs; queued by every process once a day, done by one. */
export const RECONCILE_QUEUE: QueueDefinition = {
  name: "reconcile_day",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 3,
};
/** Runs the checks of an alert's runbook; queued when the alert fires, once per alert at a time. */
export const DIAGNOSE_QUEUE: QueueDefinition = {
  name: "diagnose",
  policy: "exclusive",
  concurrency: 2,
  retryLimit: 3,
};
/** Posts the weekly digests; queued by every process on DIGEST_CRON, done by one. */
export const WEEKLY_DIGEST_QUEUE: QueueDefinition = {
  name: "weekly_digest",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 3,
};
/** Proves the runbooks; queued by every runner once an hour, done by one, once a day and after an update. */
export const PROVE_QUEUE: QueueDefinition = {
  name: "prove_runbooks",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
