import type { JobPayload, JobQueue } from "../database/jobs/queue.ts";
import type { Engine } from "./engine/engine.ts";
import { CHUNK_QUEUE, DEAD_QUEUE, RUN_QUEUE, STAGE_QUEUE } from "./record/run-queues.ts";

/** Takes the jobs of runs. */
export async function takeRunJobs(queue: JobQueue, engine: Engine): Promise<void> {
  await queue.work(RUN_QUEUE, (job) => engine.advance(text(job, "tenantId"), text(job, "runId")));
  await queue.work(STAGE_QUEUE, (job) =>
    engine.performStage(text(job, "tenantId"), text(job, "runId"), text(job, "stage")),
  );
  await queue.work(CHUNK_QUEUE, (job, hold) =>
    engine.performChunk(
      { tenantId: text(job, "tenantId"), runId: text(job, "runId"), stage: text(job, "stage") },
      { from: Number(job["from"]), to: Number(job["to"]) },
      hold,
    ),
  );
  await queue.work(DEAD_QUEUE, (job) => engine.abandon(job));
}

function text(payload: JobPayload, name: string): string {
  return String(payload[name] ?? "");
}
