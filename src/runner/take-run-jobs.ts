import type { JobHold, JobPayload, JobQueue, QueueDefinition } from "../database/jobs/queue.ts";
import { isUuid } from "../entities/is-uuid.ts";
import { STAGES } from "../entities/stage-table.ts";
import { NotFoundError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Engine } from "./engine/engine.ts";
import { CHUNK_QUEUE, DEAD_QUEUE, RUN_QUEUE, STAGE_QUEUE } from "./record/run-queues.ts";

/** Takes the jobs of runs. A job that no runner could ever do is dropped, and logged with what is wrong with it. */
export async function takeRunJobs(queue: JobQueue, engine: Engine, logger: Logger): Promise<void> {
  const work = (
    definition: QueueDefinition,
    names: readonly string[],
    perform: (job: JobPayload, hold: JobHold) => Promise<void>,
  ) =>
    queue.work(definition, async (job, hold) => {
      const drop = (errorCode: string, errorMsg: string) =>
        logger.error("job_dropped", { status: definition.name, errorCode, errorMsg });
      const problem = problemOf(job, names);
      if (problem !== null) return drop("invalid_job", problem);
      try {
        await perform(job, hold);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        // Its run, or the run's tenant, was removed; a run without jobs is ended by the reaper.
        drop(error.code, `run ${text(job, "runId")}: ${error.message}`);
      }
    });
  await work(RUN_QUEUE, [], (job) => engine.advance(text(job, "tenantId"), text(job, "runId")));
  await work(STAGE_QUEUE, ["stage"], (job) =>
    engine.performStage(text(job, "tenantId"), text(job, "runId"), text(job, "stage")),
  );
  await work(CHUNK_QUEUE, ["stage", "from", "to"], (job, hold) =>
    engine.performChunk(
      { tenantId: text(job, "tenantId"), runId: text(job, "runId"), stage: text(job, "stage") },
      { from: Number(job["from"]), to: Number(job["to"]) },
      hold,
    ),
  );
  await work(DEAD_QUEUE, [], (job) => engine.abandon(job));
}

/** What is missing from a job, or is not what its name says; null if nothing is. */
function problemOf(job: JobPayload, names: readonly string[]): string | null {
  if (text(job, "tenantId") === "") return "the job names no tenant";
  if (!isUuid(text(job, "runId"))) return "the job names no run";
  const isRange = ["from", "to"].every(
    (name) => !names.includes(name) || Number.isInteger(Number(job[name] ?? "-")),
  );
  if (!isRange) return "the job's range of companies is not two whole numbers";
  const named = job["stage"];
  if (names.includes("stage") && !STAGES.some((stage) => stage === named)) return "the job names no stage";
  return null;
}

function text(payload: JobPayload, name: string): string {
  return String(payload[name] ?? "");
}
