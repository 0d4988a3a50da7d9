import type { QueueDefinition } from "../database/queue.ts";

/** A job a run, one a stage, one a chunk of companies. Retries are for a database that went away: work itself records its errors. */
export const RUN_QUEUE: QueueDefinition = { name: "run", policy: "standard", concurrency: 2, retryLimit: 20 };
export const STAGE_QUEUE: QueueDefinition = {
  name: "stage",
  policy: "standard",
  concurrency: 2,
  retryLimit: 20,
};
export const CHUNK_QUEUE: QueueDefinition = {
  name: "chunk",
  policy: "standard",
  concurrency: 4,
  retryLimit: 20,
};
