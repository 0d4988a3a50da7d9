import pLimit, { type LimitFunction } from "p-limit";
import type { Transaction } from "../database/database.ts";
import type { QueueDefinition } from "../database/queue.ts";
import { askForJob } from "../database/queue.ts";
import { NotFoundError } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import { rollUpStage } from "../observability/roll-up-store.ts";
import { finishRunRecords } from "./finish-run-store.ts";
import { nextStep } from "./next-step.ts";
import { PIPELINE, type StageDefinition } from "./pipeline.ts";
import { CHUNK_QUEUE, STAGE_QUEUE } from "./queues.ts";
import type { RunContexts } from "./run-contexts.ts";
import {
  countTargets,
  endRun,
  lockRun,
  moveStage,
  readStageStatuses,
  readStageTotals,
  readUnfinishedTargets,
  recordCompany,
} from "./run-store.ts";
import { type StageTotals, stageVerdict } from "./stage-verdict.ts";
import type { RunContext, StageDependencies, TargetCompany, WorkResult } from "./stage-work.ts";

/** Companies a job: about a minute's work, so that a killed runner costs little and the queue stays small. */
export const CHUNK_SIZE = 50;

export interface EngineDependencies extends StageDependencies {
  readonly contexts: RunContexts;
  readonly logger: Logger;
  /** Asked for in the transaction that ends a run: whoever evaluates alerts. */
  readonly afterRun: QueueDefinition;
}

/** Does the jobs of a run. Each decides by what the database says, so a job that comes twice does no harm. */
export interface Engine {
  /** Starts the run's next stage, or ends the run. */
  advance(tenantId: string, runId: string): Promise<void>;
  performStage(tenantId: string, runId: string, stage: string): Promise<void>;
  /** Works on places `from` to `to` (exclusive) of the selection. */
  performChunk(
    key: { readonly tenantId: string; readonly runId: string; readonly stage: string },
    from: number,
    to: number,
  ): Promise<void>;
}

export function createEngine(dependencies: EngineDependencies): Engine {
  const { database, recorder, contexts, clock, environment } = dependencies;
  const log = dependencies.logger.child("obs.run");
  const companies: LimitFunction = pLimit(environment.SCHED_COMPANY_CONCURRENCY);

  async function advance(tenantId: string, runId: string): Promise<void> {
    const context = await contexts.open(tenantId, runId);
    if (context === null) return;
    await database.withTenant(tenantId, (transaction) => advanceWithin(transaction, context));
  }

  async function advanceWithin(transaction: Transaction, run: RunContext): Promise<void> {
    const locked = await lockRun(transaction, run.runId);
    if (locked?.status !== "running") return;
    const statuses = await readStageStatuses(transaction, run.runId);
    const step = nextStep(
      PIPELINE.map(({ stage, critical }) => ({ stage, critical, status: statuses.get(stage) ?? "pending" })),
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
        reason: "the run ended before it",
        at,
      });
    }
    await finishRunRecords(
      transaction,
      { ...run, startedAt: locked.startedAt },
      { keepCorpora: environment.PERSIST_CRAWL_CORPUS, at },
    );
    await endRun(transaction, run.runId, { status: step.status, reason: step.reason, at });
    await askForJob(transaction, run.tenantId, dependencies.afterRun, {
      tenantId: run.tenantId,
      runId: run.runId,
    });
    const durationMs = at.getTime() - locked.startedAt.getTime();
    recorder.logEvent(run, { event: "run_finished", status: step.status, durationMs });
    log.info("run_finished", { ...idsOf(run), status: step.status, durationMs });
    contexts.close(run.runId);
  }

  /** Closes a stage that has nothing left to do, and goes on. Whoever comes second finds it closed. */
  async function endStage(
    run: RunContext,
    definition: StageDefinition,
    totals: StageTotals,
    save?: WorkResult["save"],
  ): Promise<void> {
    const { stage, toleratedErrorShare } = definition;
    await recorder.flush();
    await database.withTenant(run.tenantId, async (transaction) => {
      await lockRun(transaction, run.runId);
      const { status, reason } = stageVerdict(totals, toleratedErrorShare);
      const at = clock();
      if (!(await moveStage(transaction, { runId: run.runId, stage }, "running", { status, reason, at })))
        return;
      await save?.(transaction);
      await rollUpStage(transaction, run, stage);
      recorder.logEvent(run, { event: "stage_finished", status, stage });
      log.info("stage_finished", { ...idsOf(run), stage, status, errorMsg: reason });
      await advanceWithin(transaction, run);
    });
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
    const run = await contexts.open(tenantId, runId);
    if (run === null) return;
    const definition = definitionOf(stage);
    const impossible = (await definition.precondition?.(run, dependencies)) ?? null;
    if (impossible !== null) return skipStage(run, definition, impossible);
    await definition.prepare?.(run, dependencies);
    if (definition.work.unit === "company") return planChunks(run, definition);
    const { perform } = definition.work;
    let result: WorkResult;
    try {
      result = await recorder.stageTimer(run, stage, () => perform(run, dependencies));
    } catch (error) {
      run.signal.throwIfAborted();
      log.error("stage_failed", { ...idsOf(run), stage, status: "error", ...errorFields(error) });
      result = { outcome: "error" };
    }
    await endStage(run, definition, totalsOf(result), result.save);
  }

  async function planChunks(run: RunContext, definition: StageDefinition): Promise<void> {
    const count = await database.withTenant(run.tenantId, async (transaction) => {
      const targets = await countTargets(transaction, run.runId);
      for (let from = 0; from < targets; from += CHUNK_SIZE) {
        await askForJob(transaction, run.tenantId, CHUNK_QUEUE, {
          tenantId: run.tenantId,
          runId: run.runId,
          stage: definition.stage,
          from,
          to: from + CHUNK_SIZE,
        });
      }
      return targets;
    });
    if (count === 0)
      await endStage(run, definition, { success: 0, error: 0, blocked: 0, skipped: 0, missed: 0 });
  }

  async function performChunk(
    { tenantId, runId, stage }: { tenantId: string; runId: string; stage: string },
    from: number,
    to: number,
  ): Promise<void> {
    const run = await contexts.open(tenantId, runId);
    if (run === null) return;
    const definition = definitionOf(stage);
    const key = { runId, stage: definition.stage };
    const targets = await database.withTenant(tenantId, (transaction) =>
      readUnfinishedTargets(transaction, key, from, to),
    );
    await Promise.all(targets.map((company) => companies(() => performCompany(run, definition, company))));
    // Another runner may end the stage, and counts what is in the database by then.
    await recorder.flush();
    const [totals, expected] = await database.withTenant(tenantId, async (transaction) => {
      // Whoever finishes the last chunk must see the others' rows: they wait for each other here.
      await lockRun(transaction, runId);
      return [await readStageTotals(transaction, key), await countTargets(transaction, runId)] as const;
    });
    const finished = totals.success + totals.error + totals.blocked + totals.skipped;
    if (finished === expected) await endStage(run, definition, totals);
  }

  /** One company in one stage. Its failure is recorded and stays its own; only an aborted or unrecordable one is thrown. */
  async function performCompany(
    run: RunContext,
    { stage, work }: StageDefinition,
    company: TargetCompany,
  ): Promise<void> {
    if (work.unit !== "company") throw new TypeError(`${stage} does not work by company`);
    run.signal.throwIfAborted();
    const startedMs = performance.now();
    let result: WorkResult;
    let errorMsg: string | null = null;
    try {
      result = await work.perform(run, company, dependencies);
    } catch (error) {
      // Stopped in the middle: nothing is known about the company, so another runner does it again.
      run.signal.throwIfAborted();
      const fields = errorFields(error);
      result = { outcome: "error", code: fields.errorCode };
      errorMsg = fields.errorMsg;
      log.warn("company_failed", {
        ...idsOf(run),
        stage,
        companyId: company.companyId,
        status: "error",
        ...fields,
      });
    }
    const item = {
      stage,
      companyId: company.companyId,
      outcome: result.outcome,
      code: result.code ?? null,
      errorMsg,
      durationMs: Math.round(performance.now() - startedMs),
    };
    try {
      await database.withTenant(run.tenantId, async (transaction) => {
        if (await recordCompany(transaction, run, item, clock())) await result.save?.(transaction);
      });
    } catch (error) {
      // What it brought cannot be stored: its error too. When not even that can be written, the chunk is tried again.
      const { errorCode: code, errorMsg: message } = errorFields(error);
      log.error("company_not_stored", {
        ...idsOf(run),
        stage,
        companyId: company.companyId,
        ...errorFields(error),
      });
      await database.withTenant(run.tenantId, (transaction) =>
        recordCompany(transaction, run, { ...item, outcome: "error", code, errorMsg: message }, clock()),
      );
    }
  }

  return { advance, performStage, performChunk };
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
