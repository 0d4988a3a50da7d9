import type { QueueDefinition } from "../../database/jobs/queue.ts";

/** Jobs of the three below that used their retries up: what they could not do is given up, so that the run comes to an end. */
export const DEAD_QUEUE: QueueDefinition = {
  name: "dead",
  policy: "standard",
  concurrency: 1,
  retryLimit: 50,
  outlastsOutages: true,
};

/** Retries are for runners that died: work itself records its errors, and what a database that is away stops goes on after it. */
const RETRIES = { retryLimit: 20, deadLetter: DEAD_QUEUE.name, outlastsOutages: true };

/** A job a run, one a stage, one a chunk of companies. */
export const RUN_QUEUE: QueueDefinition = { name: "run", policy: "standard", concurrency: 2, ...RETRIES };
export const STAGE_QUEUE: QueueDefinition = { name: "stage", policy: "standard", concurrency: 2, ...RETRIES };
export const CHUNK_QUEUE: QueueDefinition = { name: "chunk", policy: "standard", concurrency: 4, ...RETRIES };
