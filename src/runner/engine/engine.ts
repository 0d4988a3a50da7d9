import { askForJobs } from "../../database/jobs/job-outbox-store.ts";
import { HandBackError, type JobHold, type JobPayload } from "../../database/jobs/queue.ts";
import { DatabaseUnavailableError, NotFoundError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { endRunEarly } from "../ending/end-run-early.ts";
import { CHUNK_QUEUE } from "../record/run-queues.ts";
import { countTargets } from "../record/selection-store.ts";
import { notePlanned, readStageProgress } from "../record/stage-progress-store.ts";
import type { StageTotals } from "../record/stage-verdict.ts";
import type { RunContext, WorkResult } from "../stage-work/stage-work.ts";
import { PIPELINE, type StageDefinition } from "../stages/pipeline.ts";
import { type ChunkRange, chunkRanges } from "./chunk-ranges.ts";
import { createStageEnding, type EngineDependencies, idsOf } from "./create-stage-ending.ts";
import { causeOf, createChunkWorker } from "./perform-chunk.ts";
import { RunEndedError } from "./run-contexts.ts";

/** Does the jobs of a run. Each job decides by the state in the database, so a job that comes twice is harmless. */
export interface Engine {
  /** Starts the run's next stage, or ends the run. */
  advance(tenantId: string, runId: string): Promise<void>;
  performStage(tenantId: string, runId: string, stage: string): Promise<void>;
  performChunk(key: StageKey, range: ChunkRange, hold: JobHold): Promise<void>;
  /** Handles a job that ran out of retries: gives up its companies, or ends its run as failed. */
  abandon(job: JobPayload): Promise<void>;
}

interface StageKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly stage: string;
}

const DIED = "its chunk failed too often: runners died, or could not reach the database";

export function createEngine(dependencies: EngineDependencies): Engine {
  const { database, recorder, contexts, clock, environment } = dependencies;
  const log = dependencies.logger.child("obs.run");
  const chunks = createChunkWorker(dependencies);
  const { advanceWithin, endStage, endStageIfDone, skipStage, recountEnded } =
    createStageEnding(dependencies);

  async function advance(tenantId: string, runId: string): Promise<void> {
    await contexts.use(tenantId, runId, (run) =>
      // Ending the run rolls up the whole night.
      database.withTenant(tenantId, (transaction) => advanceWithin(transaction, run), { isLong: true }),
    );
  }

  async function performStage(tenantId: string, runId: string, stage: string): Promise<void> {
    const definition = definitionOf(stage);
    await contexts.use(tenantId, runId, async (run) => {
      try {
        await performWith(run, definition);
      } finally {
        // If the run was ended meanwhile, its totals lack the vendor calls of this work.
        await recountEnded(run, definition);
      }
    });
  }

  async function performWith(run: RunContext, definition: StageDefinition): Promise<void> {
    const { stage } = definition;
    const progress = await database.withTenant(run.tenantId, (transaction) =>
      readStageProgress(transaction, run.runId),
    );
    const { status, isPlanned } = progress.get(stage) ?? { status: "pending", isPlanned: false };
    // The runner died after ending the stage. Repeating it might select companies that no chunk covers.
    if (status !== "running") return;
    // Its chunks are in progress: preparing it again would call vendors for the same companies a second time.
    if (isPlanned) return endStageIfDone(run, definition);
    const impossible = (await definition.precondition?.(run, dependencies)) ?? null;
    if (impossible !== null) return skipStage(run, definition, impossible);
    await definition.prepare?.(run, dependencies);
    if (definition.work.unit === "company") return planChunks(run, definition);
    const { perform } = definition.work;
    let result: WorkResult;
    let failure: string | null = null;
    try {
      result = await recorder.stageTimer(run, stage, () => perform(run, dependencies));
    } catch (error) {
      if (run.signal.reason instanceof RunEndedError) return;
      run.signal.throwIfAborted();
      // Not the stage's fault: its job is retried.
      if (error instanceof DatabaseUnavailableError) throw error;
      const fields = errorFields(error);
      log.error("stage_failed", { ...idsOf(run), stage, status: "error", ...fields });
      result = { outcome: "error" };
      failure = fields.errorMsg;
    }
    await endStage(run, definition, totalsOf(result), { ...result, failure });
  }

  async function planChunks(run: RunContext, definition: StageDefinition): Promise<void> {
    const count = await database.withTenant(run.tenantId, async (transaction) => {
      const targets = await countTargets(transaction, run.runId);
      const { tenantId, runId } = run;
      const { stage } = definition;
      // The job has run before: a second set of chunks would call vendors twice for the same companies.
      if (!(await notePlanned(transaction, { runId, stage }, clock()))) return targets;
      const jobs = chunkRanges(targets).map((range) => ({ tenantId, runId, stage, ...range }));
      await askForJobs(transaction, CHUNK_QUEUE, jobs);
      return targets;
    });
    if (count === 0)
      await endStage(run, definition, { success: 0, error: 0, blocked: 0, skipped: 0, missed: 0 });
  }

  async function performChunk(key: StageKey, range: ChunkRange, hold: JobHold): Promise<void> {
    const definition = definitionOf(key.stage);
    await contexts.use(key.tenantId, key.runId, async (run) => {
      try {
        await chunks.perform(run, definition, range, hold);
      } catch (error) {
        if (run.signal.reason instanceof RunEndedError) return recountEnded(run, definition);
        const isStopping = error instanceof HandBackError || hold.signal.aborted || run.signal.aborted;
        // An outage is not a company's fault, and costs no retry.
        const isOurs = isStopping || error instanceof DatabaseUnavailableError;
        if (isOurs || !hold.isLast) throw error;
        await chunks.giveUp(run, definition, range, causeOf(error, hold));
      }
      await endStageIfDone(run, definition);
    });
  }

  async function abandon(job: JobPayload): Promise<void> {
    const [tenantId, runId] = [String(job["tenantId"]), String(job["runId"])];
    const cause = { errorCode: "runner_died", errorMsg: DIED, attempts: CHUNK_QUEUE.retryLimit + 1 };
    if (job["from"] !== undefined) {
      const definition = definitionOf(String(job["stage"]));
      return contexts.use(tenantId, runId, async (run) => {
        await chunks.giveUp(run, definition, { from: Number(job["from"]), to: Number(job["to"]) }, cause);
        await endStageIfDone(run, definition);
      });
    }
    const what =
      job["stage"] === undefined ? "the next step of the run" : `the stage ${String(job["stage"])}`;
    const reason = `${what} failed after ${CHUNK_QUEUE.retryLimit} retries; see the log`;
    const early = { database, clock, keepCorpora: environment.PERSIST_CRAWL_CORPUS };
    if ((await endRunEarly(early, { tenantId, runId, status: "failed", reason })) === null) return;
    log.error("run_given_up", { tenantId, runId, status: "failed", errorMsg: reason });
  }

  return { advance, performStage, performChunk, abandon };
}

function definitionOf(stage: string): StageDefinition {
  const definition = PIPELINE.find((known) => known.stage === stage);
  if (definition === undefined) {
    throw new NotFoundError(
      "stage",
      stage,
      PIPELINE.map((known) => known.stage),
    );
  }
  return definition;
}

function totalsOf({ outcome }: WorkResult): StageTotals {
  const one = (wanted: WorkResult["outcome"]) => (outcome === wanted ? 1 : 0);
  return {
    success: one("success"),
    error: one("error"),
    blocked: one("blocked"),
    skipped: one("skipped"),
    missed: 0,
  };
}
