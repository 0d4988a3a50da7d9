import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { noteItem } from "../../observability/events/note-item.ts";
import type { RunEvent } from "../../observability/events/run-event.ts";
import { isRecordedBefore, recordCompany } from "../record/company-outcome-store.ts";
import type { TargetCompany } from "../record/target-company.ts";
import type { CompanyResult, RunContext, StageDependencies } from "../stage-work/stage-work.ts";
import { storePaid } from "../stage-work/store-paid.ts";
import type { StageDefinition } from "../stages/pipeline.ts";
import { beginAttempt, insertDeadLetter } from "./dead-letter-store.ts";

export interface CompanyDependencies extends StageDependencies {
  readonly logger: Logger;
}

/** A company is given up after this many attempts that each ended with the death of the runner. */
export const MOST_ATTEMPTS = 3;

/**
 * Performs one stage for one company. A failure is recorded and affects this company alone; only aborts and database
 * outages are thrown. Results are kept in memory until they can be stored, since they have been paid for.
 * `isCounted`: counts the attempt first, since an earlier attempt at the chunk was interrupted.
 */
export async function performCompany(
  dependencies: CompanyDependencies,
  run: RunContext,
  { stage, work }: StageDefinition,
  {
    company,
    isCounted,
  }: { readonly company: TargetCompany & { readonly isExcluded: boolean }; readonly isCounted: boolean },
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
    result = company.isExcluded
      ? { outcome: "skipped", code: "excluded" }
      : await work.perform(run, company, dependencies);
  } catch (error) {
    // Stopped in the middle: nothing is known about the company, so another runner repeats it.
    run.signal.throwIfAborted();
    // Our database was unavailable, which is not the company's fault: the chunk is retried.
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
  // Written in one transaction with the outcome, so that totals stay exact even if the process dies right after.
  const events = recorder.take(run, stage, companyId);
  const store = (stored: Item, written: Parameters<typeof recordOnce>[3]) =>
    storePaid(
      () => recordOnce(dependencies, run, stored, written),
      run.storing,
      (error) => log.warn("outcome_kept", { ...ids, ...errorFields(error) }),
    );
  try {
    await store(item, { events, ...(result.save && { save: result.save }) });
    if (result.told !== undefined)
      log.debug("company_finished", {
        ...ids,
        status: result.outcome,
        durationMs: item.durationMs,
        ...result.told,
      });
  } catch (error) {
    // The calls were made even if the outcome cannot be stored: the recorder writes their events, apart from any that
    // Postgres refuses.
    recorder.putBack(events);
    if (error instanceof DatabaseUnavailableError) throw error;
    // Postgres refuses the results: record that as the company's error. If even that fails, the chunk is retried.
    const { errorCode: code, errorMsg: message } = errorFields(error);
    log.error("company_not_stored", { ...ids, ...errorFields(error) });
    await store({ ...item, outcome: "error", code, errorMsg: message }, { events: [] });
  }
}

type Item = Parameters<typeof recordCompany>[2];

/**
 * Writes an outcome, its events and its results. False if another runner has already recorded an outcome: then only the
 * events are written, since the calls were made and charged all the same.
 */
async function recordOnce(
  { database, clock, recorder }: CompanyDependencies,
  run: RunContext,
  item: Item,
  { events, save }: { readonly events: readonly RunEvent[] } & Pick<CompanyResult, "save">,
): Promise<boolean> {
  try {
    await database.batch(run.tenantId, (batch) =>
      Promise.all([recordCompany(batch, run, item, { at: clock(), events }), save?.(batch)]),
    );
    noteItem(recorder.meter, item);
    return true;
  } catch (error) {
    if (!isRecordedBefore(error)) throw error;
    await database.batch(run.tenantId, (batch) => insertEvents(batch, events));
    return false;
  }
}

/** Gives a company up in a stage: counts it as an error and writes a dead letter, which people can see and a rerun picks up. */
export async function giveUpCompany(
  dependencies: CompanyDependencies,
  run: RunContext,
  { stage }: StageDefinition,
  given: {
    readonly companyId: string;
    readonly errorCode: string;
    readonly errorMsg: string;
    readonly attempts: number;
  },
): Promise<void> {
  const { companyId, errorCode, errorMsg } = given;
  const item = { stage, companyId, outcome: "error", code: errorCode, errorMsg, durationMs: 0 } as const;
  // Its events stay in the recorder: if taken out, they would be lost when this transaction fails.
  const isGivenUp = await recordOnce(dependencies, run, item, {
    events: [],
    save: (batch) => insertDeadLetter(batch, { ...run, stage }, given),
  });
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
