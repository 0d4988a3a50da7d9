import type { QueueDefinition } from "../../database/jobs/queue.ts";

/** Sends the spans of runs that have ended; asked for twice a minute by every process, done by one. */
export const SPANS_QUEUE: QueueDefinition = {
  name: "send_spans",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
