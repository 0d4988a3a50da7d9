import type { QueueDefinition } from "../../database/jobs/queue.ts";

/** Counts what agents did today and yesterday: asked for by the hour by every process, done by one. */
export const AGGREGATE_QUEUE: QueueDefinition = {
  name: "aggregate_agents",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
