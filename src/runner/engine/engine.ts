import type { Transaction } from "../../database/database.ts";
import { askForJob, askForJobs } from "../../database/jobs/job-outbox-store.ts";
import { HandBackError, type JobHold, type JobPayload } from "../../database/jobs/queue.ts";
import { DatabaseUnavailableError, NotFoundError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { rollUpStage } from "../../observability/figures/roll-up-store.ts";
import { recordLostCalls } from "../budget/lost-calls.ts";
import { endRun } from "../ending/end-run.ts";
import { endRunEarly, recountEndedRun } from "../ending/end-run-early.ts";
import { readStageTotals } from "../record/company-outcome-store.ts";
import { CHUNK_QUEUE, STAGE_QUEUE } from "../record/run-queues.ts";
import { lockRun } from "../record/run-store.ts";
import { countTargets, noteSelection } from "../record/selection-store.ts";
import { moveStage, notePlanned, readStageProgress } from "../record/stage-progress-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import { type StageTotals, stageVerdict } from "../record/stage-verdict.ts";
import type { RunContext, StageDependencies, WorkResult } from "../stage-work/stage-work.ts";
import { PIPELINE, type StageDefinition } from "../stages/pipeline.ts";
import { type ChunkRange, chunkRanges } from "./chunk-ranges.ts";
import { nextStep } from "./next-step.ts";
import { causeOf, createChunkWorker } from "./perform-chunk.ts";
import { type RunContexts, RunEndedError } from "./run-contexts.ts";

export interface EngineDependencies extends StageDependencies {
  readonly contexts: RunContexts;
  readonly logger: Logger;
}

/** Does the jobs of a run. Each decides by what the database says, so a job that comes twice does no harm. */
export interface Engine {
  /** Starts the run's next stage, or ends the run. */
  advance(tenantId: string, runId: string): Promise<void>;
  performStage(tenantId: string, runId: string, stage: string): Promise<void>;
  performChunk(key: StageKey, range: ChunkRange, hold: JobHold): Promise<void>;
  /** Draws the consequence of a job that used its retries up: its companies are given up, or its run ends failed. */
  abandon(job: JobPayload): Promise<void>;
}

interface StageKey {
  readonly tenantId: string;
  readonly runId: string;
  readonly stage: string;
}

const DIED = "its chunk of work failed too often; the runners died at it, or could not reach the database";

export function createEngine(dependencies: EngineDependencies): Engine {
  const { database, recorder, contexts, clock, environment } = dependencies;
  const log = dependencies.logger.child("obs.run");
  const chunks = createChunkWorker(dependencies);

  async function advance(tenantId: string, runId: string): Promise<void> {
    await contexts.use(tenantId, runId, (run) =>
      // Ending the run rolls up the whole night.
      database.withTenant(tenantId, (transaction) => advanceWithin(transaction, run), { isLong: true }),
    );
  }

  async function advanceWithin(transaction: Transaction, run: RunContext): Promise<void> {
    const locked = await lockRun(transaction, run.runId);
    if (locked?.status !== "running") return;
    const progress = await readStageProgress(transaction, run.runId);
    const step = nextStep(
      PIPELINE.map(({ stage, critical }) => ({
        stage,
        critical,
        isNamed: run.manifest.only?.includes(stage) === true,
        ...(progress.get(stage) ?? { status: "pending", reason: null }),
      })),
    );
    if (step.step === "wait") return;
    if (step.step === "start") {
      await moveStage(transaction, { runId: run.runId, stage: step.stage }, "pending", {
        status: "running",
        reason: null,
        at: clock(),
      });
      await askForJob(transaction, run.tenantId, STAGE_QUEUE, {
        tenantId: run.tenantId,
        runId: run.runId,
        stage: step.stage,
      });
      recorder.logEvent(run, { event: "stage_started", status: "running", stage: step.stage });
      return;
    }
    const at = clock();
    for (const { stage } of PIPELINE) {
      await moveStage(transaction, { runId: run.runId, stage }, "pending", {
        status: "skipped",
        reason: REASONS.notReached,
        at,
      });
    }
    const { status, reason } = step;
    const keepCorpora = environment.PERSIST_CRAWL_CORPUS;
    const durationMs = await endRun(transaction, locked, { status, reason, at, keepCorpora });
    log.info("run_finished", { ...idsOf(run), status, durationMs });
    contexts.close(run.runId);
  }

  /** Closes a stage that has nothing left to do, and goes on. Whoever comes second finds it closed. */
  async function endStage(
    run: RunContext,
    definition: StageDefinition,
    totals: StageTotals,
    { save, failure = null }: Pick<WorkResult, "save"> & { readonly failure?: string | null } = {},
  ): Promise<void> {
    const { stage, toleratedErrorShare } = definition;
    await recorder.flush();
    await database.withTenant(
      run.tenantId,
      async (transaction) => {
        await lockRun(transaction, run.runId);
        const verdict = stageVerdict(totals, toleratedErrorShare);
        const { status } = verdict;
        // Of one piece of work there is more to say than that it failed.
        const reason = failure ?? verdict.reason;
        const at = clock();
        if (!(await moveStage(transaction, { runId: run.runId, stage }, "running", { status, reason, at })))
          return;
        await save?.(transaction);
        if (stage === "select_targets") await noteSelection(transaction, run.runId);
        // All its work is done: what is not told of yet, its runner did not live to tell.
        await recordLostCalls(transaction, run, { stage });
        await rollUpStage(transaction, run, stage);
        recorder.logEvent(run, { event: "stage_finished", status, stage });
        log.info("stage_finished", { ...idsOf(run), stage, status, errorMsg: reason });
        await advanceWithin(transaction, run);
      },
      { isLong: true },
    );
  }

  async function skipStage(run: RunContext, { stage }: StageDefinition, reason: string): Promise<void> {
    await database.withTenant(run.tenantId, async (transaction) => {
      await lockRun(transaction, run.runId);
      const to = { status: "skipped", reason, at: clock() } as const;
      if (!(await moveStage(transaction, { runId: run.runId, stage }, "running", to))) return;
      recorder.logEvent(run, { event: "stage_finished", status: "skipped", stage, extra: { reason } });
      log.warn("stage_skipped", { ...idsOf(run), stage, status: "skipped", errorMsg: reason });
      await advanceWithin(transaction, run);
    });
  }

  async function performStage(tenantId: string, runId: string, stage: string): Promise<void> {
    const definition = definitionOf(stage);
    await contexts.use(tenantId, runId, async (run) => {
      try {
        await performWith(run, definition);
      } finally {
        // Ended meanwhile, the run had its totals counted without what this work asked of vendors.
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
    // Its runner died after it had ended it: done again, it might select companies that no chunk holds.
    if (status !== "running") return;
    // Its chunks are at work: preparing it again would ask vendors about the same companies beside them.
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
      // Not the stage's failure: its job is tried again.
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
      // Its job has come again: a second set of chunks would have two hands call vendors for the same companies.
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
        // Of an outage no company is to blame, and it costs no retry.
        const isOurs = isStopping || error instanceof DatabaseUnavailableError;
        if (isOurs || !hold.isLast) throw error;
        await chunks.giveUp(run, definition, range, causeOf(error, hold));
      }
      await endStageIfDone(run, definition);
    });
  }

  async function recountEnded(run: RunContext, { stage }: StageDefinition): Promise<void> {
    await recorder.flush();
    await recountEndedRun(database, run, stage);
  }

  async function endStageIfDone(run: RunContext, definition: StageDefinition): Promise<void> {
    const key = { runId: run.runId, stage: definition.stage };
    // Another runner may end the stage, and counts what is in the database by then.
    await recorder.flush();
    const counted = await database.withTenant(run.tenantId, async (transaction) => {
      // Whoever finishes the last chunk must see the others' rows: they wait for each other here.
      const locked = await lockRun(transaction, run.runId);
      if (locked?.status !== "running") return null;
      return [await readStageTotals(transaction, key), await countTargets(transaction, run.runId)] as const;
    });
    // It was ended before this process could know: what was done since is counted as well.
    if (counted === null) return recountEnded(run, definition);
    const [totals, expected] = counted;
    const finished = totals.success + totals.error + totals.blocked + totals.skipped;
    if (finished === expected) await endStage(run, definition, totals);
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
    const reason = `${what} could not be carried out after ${CHUNK_QUEUE.retryLimit} retries; the log says why`;
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

function idsOf({ tenantId, runId, traceId }: RunContext) {
  return { tenantId, runId, traceId };
}
