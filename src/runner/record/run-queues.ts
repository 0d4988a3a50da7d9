import type { QueueDefinition } from "../../database/jobs/queue.ts";

/** Jobs of the three queues below that ran out of retries: their work is given up, so that the run can end. */
export const DEAD_QUEUE: QueueDefinition = {
  name: "dead",
  policy: "standard",
  concurrency: 1,
  retryLimit: 50,
  outlastsOutages: true,
};

/** Retries are for dead runners: failed work is recorded as an error, and jobs wait out a database outage. */
const RETRIES = { retryLimit: 20, deadLetter: DEAD_QUEUE.name, outlastsOutages: true };

/** One job per step of a run, per stage and per chunk of companies. */
export const RUN_QUEUE: QueueDefinition = { name: "run", policy: "standard", concurrency: 2, ...RETRIES };
export const STAGE_QUEUE: QueueDefinition = { name: "stage", policy: "standard", concurrency: 2, ...RETRIES };
export const CHUNK_QUEUE: QueueDefinition = { name: "chunk", policy: "standard", concurrency: 4, ...RETRIES };

/** Follows nights whose leads are held (deadlines, exports of what was let go); queued by every process a few times a minute, done by one. */
export const GATE_QUEUE: QueueDefinition = {
  name: "gate",
  policy: "exclusive",
  concurrency: 1,
  retryLimit: 0,
};
