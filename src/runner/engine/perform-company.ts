import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import type { RunEvent } from "../../observability/events/run-event.ts";
import { isRecordedBefore, recordCompany } from "../record/company-outcome-store.ts";
import type { UnfinishedTarget } from "../record/selection-store.ts";
import type { TargetCompany } from "../record/target-company.ts";
import type { CompanyResult, RunContext, StageDependencies } from "../stage-work/stage-work.ts";
import { storePaid } from "../stage-work/store-paid.ts";
import type { StageDefinition } from "../stages/pipeline.ts";
import { beginAttempt, insertDeadLetter } from "./dead-letter-store.ts";

export interface CompanyDependencies extends StageDependencies {
  readonly logger: Logger;
}

/** A company begun this often while its runner died each time is given up. */
export const MOST_ATTEMPTS = 3;

/**
 * One company in one stage. Its failure is recorded and stays its own; only work that was aborted, or that the database
 * did not allow to begin, is thrown. What was learned is kept until it can be stored: it has been paid for.
 * `isCounted`: the attempt is noted first, since an earlier one of its chunk broke off.
 */
export async function performCompany(
  dependencies: CompanyDependencies,
  run: RunContext,
  { stage, work }: StageDefinition,
  company: TargetCompany,
  isCounted: boolean,
): Promise<void> {
  const { database, recorder } = dependencies;
  const log = dependencies.logger.child("obs.run");
  if (work.unit !== "company") throw new TypeError(`${stage} does not work by company`);
  run.signal.throwIfAborted();
  const { companyId } = company;
  const ids = { tenantId: run.tenantId, runId: run.runId, traceId: run.traceId, stage, companyId };
  if (isCounted) {
    await database.batch(run.tenantId, (batch) => beginAttempt(batch, { ...run, stage }, companyId));
  }
  const startedMs = performance.now();
  let result: CompanyResult;
  let errorMsg: string | null = null;
  try {
    result = await work.perform(run, company, dependencies);
  } catch (error) {
    // Stopped in the middle: nothing is known about the company, so another runner does it again.
    run.signal.throwIfAborted();
    // Our own database was away, for which the company cannot be blamed: its chunk is tried again.
    if (error instanceof DatabaseUnavailableError) throw error;
    const fields = errorFields(error);
    result = { outcome: "error", code: fields.errorCode };
    errorMsg = fields.errorMsg;
    log.warn("company_failed", { ...ids, status: "error", ...fields });
  }
  const item = {
    stage,
    companyId,
    outcome: result.outcome,
    code: result.code ?? null,
    errorMsg,
    durationMs: Math.round(performance.now() - startedMs),
  };
  // With the outcome, in one transaction: totals stay exact even if the process dies right after.
  const events = recorder.take(run, stage, companyId);
  const store = (stored: Item, ofIt: readonly RunEvent[], save?: CompanyResult["save"]) =>
    storePaid(
      () => recordOnce(dependencies, run, stored, ofIt, save),
      run.storing,
      (error) => log.warn("outcome_kept", { ...ids, ...errorFields(error) }),
    );
  try {
    await store(item, events, result.save);
  } catch (error) {
    // Whatever could not be stored, the calls were made: the recorder writes them, and sorts out one that nobody can.
    recorder.putBack(events);
    if (error instanceof DatabaseUnavailableError) throw error;
    // What it brought cannot be stored: its error too. When not even that can be written, the chunk is tried again.
    const { errorCode: code, errorMsg: message } = errorFields(error);
    log.error("company_not_stored", { ...ids, ...errorFields(error) });
    await store({ ...item, outcome: "error", code, errorMsg: message }, []);
  }
}

type Item = Parameters<typeof recordCompany>[2];

/**
 * Writes an outcome, its events and what it brought. False when there was one already: only the events are written then,
 * since a call was made and charged whoever was first.
 */
async function recordOnce(
  { database, clock }: CompanyDependencies,
  run: RunContext,
  item: Item,
  events: readonly RunEvent[],
  save?: CompanyResult["save"],
): Promise<boolean> {
  try {
    await database.batch(run.tenantId, (batch) =>
      Promise.all([recordCompany(batch, run, item, clock(), events), save?.(batch)]),
    );
    return true;
  } catch (error) {
    if (!isRecordedBefore(error)) throw error;
    await database.batch(run.tenantId, (batch) => insertEvents(batch, events));
    return false;
  }
}

/** Gives a company up in a stage: an error of the stage, and a dead letter that people see and a rerun takes up. */
export async function giveUpCompany(
  dependencies: CompanyDependencies,
  run: RunContext,
  { stage }: StageDefinition,
  company: UnfinishedTarget,
  cause: { readonly errorCode: string; readonly errorMsg: string; readonly attempts: number },
): Promise<void> {
  const { companyId } = company;
  const { errorCode, errorMsg } = cause;
  const item = { stage, companyId, outcome: "error", code: errorCode, errorMsg, durationMs: 0 } as const;
  // The calls made for it stay with the recorder: taken out, they would be lost with a transaction that fails.
  const isGivenUp = await recordOnce(dependencies, run, item, [], (batch) =>
    insertDeadLetter(batch, { ...run, stage }, { companyId, ...cause }),
  );
  if (!isGivenUp) return;
  dependencies.logger.child("obs.run").error("company_given_up", {
    tenantId: run.tenantId,
    runId: run.runId,
    traceId: run.traceId,
    stage,
    companyId,
    status: "error",
    errorCode,
    errorMsg,
  });
}
