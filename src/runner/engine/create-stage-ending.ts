import type { Transaction } from "../../database/database.ts";
import { askForJob } from "../../database/jobs/job-outbox-store.ts";
import type { Logger } from "../../logger.ts";
import { rollUpStage } from "../../observability/figures/roll-up-store.ts";
import { recordLostCalls } from "../budget/unknown-calls/lost-calls.ts";
import { endRun } from "../ending/end-run.ts";
import { recountEndedRun } from "../ending/end-run-early.ts";
import { readStageTotals } from "../record/company-outcome-store.ts";
import { STAGE_QUEUE } from "../record/run-queues.ts";
import { lockRun } from "../record/run-store.ts";
import { countTargets, noteSelection } from "../record/selection-store.ts";
import { moveStage, readStageProgress } from "../record/stage-progress-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import { type StageTotals, stageVerdict } from "../record/stage-verdict.ts";
import type { RunContext, StageDependencies, WorkResult } from "../stage-work/stage-work.ts";
import { PIPELINE, type StageDefinition } from "../stages/pipeline.ts";
import { nextStep } from "./next-step.ts";
import type { RunContexts } from "./run-contexts.ts";

export interface EngineDependencies extends StageDependencies {
  readonly contexts: RunContexts;
  readonly logger: Logger;
}

/** How stages and runs end: each transition locks the run, so that exactly one process makes it. */
export function createStageEnding(dependencies: EngineDependencies) {
  const { database, recorder, contexts, clock, environment } = dependencies;
  const log = dependencies.logger.child("obs.run");

  /** Starts the run's next stage, or ends the run. */
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

  /** Closes a stage that has nothing left to do, and advances the run. A second caller finds it closed. */
  async function endStage(
    run: RunContext,
    definition: StageDefinition,
    totals: StageTotals,
    {
      save,
      note,
      failure = null,
    }: Pick<WorkResult, "save" | "note"> & { readonly failure?: string | null } = {},
  ): Promise<void> {
    const { stage, toleratedErrorShare } = definition;
    await recorder.flush();
    await database.withTenant(
      run.tenantId,
      async (transaction) => {
        await lockRun(transaction, run.runId);
        const verdict = stageVerdict(totals, toleratedErrorShare);
        const { status } = verdict;
        // If a stage that works per run failed, its own error says more than the verdict.
        const problem = failure ?? verdict.reason;
        const reason = problem ?? note ?? null;
        const at = clock();
        if (!(await moveStage(transaction, { runId: run.runId, stage }, "running", { status, reason, at })))
          return;
        await save?.(transaction);
        if (stage === "select_targets") await noteSelection(transaction, run.runId);
        // All work is done, so a call that has not been reported by now belongs to a dead runner.
        await recordLostCalls(transaction, run, { stage });
        await rollUpStage(transaction, run, stage);
        recorder.logEvent(run, { event: "stage_finished", status, stage });
        log.info("stage_finished", { ...idsOf(run), stage, status, errorMsg: problem });
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

  async function recountEnded(run: RunContext, { stage }: StageDefinition): Promise<void> {
    await recorder.flush();
    await recountEndedRun(database, run, stage);
  }

  async function endStageIfDone(run: RunContext, definition: StageDefinition): Promise<void> {
    const key = { runId: run.runId, stage: definition.stage };
    // Another runner may end the stage, and it counts what is in the database.
    await recorder.flush();
    const [locked, totals, expected] = await database.batch(run.tenantId, (batch) =>
      Promise.all([
        // The runner that finishes the last chunk must see the others' rows, so they serialise on this lock.
        lockRun(batch, run.runId),
        readStageTotals(batch, key),
        countTargets(batch, run.runId),
      ]),
    );
    // The run was ended before this process noticed: count what was done since.
    if (locked?.status !== "running") return recountEnded(run, definition);
    const finished = totals.success + totals.error + totals.blocked + totals.skipped;
    if (finished === expected) await endStage(run, definition, totals);
  }

  return { advanceWithin, endStage, endStageIfDone, skipStage, recountEnded };
}

export function idsOf({ tenantId, runId, traceId }: RunContext) {
  return { tenantId, runId, traceId };
}
