import { AGGREGATE_QUEUE } from "../agents/figures/aggregate-queue.ts";
import {
  DIAGNOSE_QUEUE,
  EVALUATE_QUEUE,
  FOLLOW_UP_QUEUE,
  PROVE_QUEUE,
  RECONCILE_QUEUE,
  SWEEP_QUEUE,
  WEEKLY_DIGEST_QUEUE,
} from "../alerts/alert-queues.ts";
import type { QueueDefinition } from "../database/jobs/queue.ts";
import { SPANS_QUEUE } from "../observability/spans/spans-queue.ts";
import { CHUNK_QUEUE, DEAD_QUEUE, GATE_QUEUE, RUN_QUEUE, STAGE_QUEUE } from "./record/run-queues.ts";

/** All queues. */
export const QUEUES: readonly QueueDefinition[] = [
  RUN_QUEUE,
  STAGE_QUEUE,
  CHUNK_QUEUE,
  DEAD_QUEUE,
  GATE_QUEUE,
  EVALUATE_QUEUE,
  SWEEP_QUEUE,
  FOLLOW_UP_QUEUE,
  DIAGNOSE_QUEUE,
  RECONCILE_QUEUE,
  WEEKLY_DIGEST_QUEUE,
  PROVE_QUEUE,
  AGGREGATE_QUEUE,
  SPANS_QUEUE,
];
