import pLimit, { type LimitFunction } from "p-limit";
import { HandBackError, type JobHold } from "../../database/jobs/queue.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { readUnfinishedTargets, type UnfinishedTarget } from "../record/selection-store.ts";
import type { RunContext } from "../stage-work/stage-work.ts";
import type { StageDefinition } from "../stages/pipeline.ts";
import type { ChunkRange } from "./chunk-ranges.ts";
import { forgiveAttempts } from "./dead-letter-store.ts";
import { type CompanyDependencies, giveUpCompany, MOST_ATTEMPTS, performCompany } from "./perform-company.ts";

/** Works on chunks of companies, so many companies at a time in this process. */
export interface ChunkWorker {
  /** Does what is left of a chunk. Throws what could not be recorded, or HandBackError when the process stops before it is done. */
  perform(run: RunContext, definition: StageDefinition, range: ChunkRange, hold: JobHold): Promise<void>;
  /** Gives up what is left of a chunk. */
  giveUp(
    run: RunContext,
    definition: StageDefinition,
    range: ChunkRange,
    cause: { readonly errorCode: string; readonly errorMsg: string; readonly attempts: number },
  ): Promise<void>;
}

export function createChunkWorker(dependencies: CompanyDependencies): ChunkWorker {
  const { database, environment } = dependencies;
  const ofProcess = pLimit(environment.SCHED_COMPANY_CONCURRENCY);
  const ofSuspects = pLimit(1);
  const ofRuns = new Map<string, LimitFunction>();

  /** A run may be asked to go slower than the process could. */
  function limitOf(run: RunContext): LimitFunction {
    const wanted = run.manifest.companyConcurrency;
    if (wanted === undefined || wanted >= environment.SCHED_COMPANY_CONCURRENCY) return ofProcess;
    const limit = ofRuns.get(run.runId) ?? pLimit(wanted);
    ofRuns.set(run.runId, limit);
    return limit;
  }

  function readLeft(run: RunContext, { stage }: StageDefinition, range: ChunkRange) {
    return database.withTenant(run.tenantId, (transaction) =>
      readUnfinishedTargets(transaction, { runId: run.runId, stage }, range.from, range.to),
    );
  }

  /** Attempts that ended because the database was away or the process was asked to stop, not because of the company. */
  const owed = new Map<string, Set<string>>();
  const owedKey = (run: RunContext, { stage }: StageDefinition) => `${run.runId} ${stage}`;

  function owe(run: RunContext, definition: StageDefinition, companyIds: readonly string[]): void {
    const key = owedKey(run, definition);
    owed.set(key, new Set([...(owed.get(key) ?? []), ...companyIds]));
  }

  /** Takes them back; what the database does not allow now is taken back the next time. */
  async function forgiveOwed(run: RunContext, definition: StageDefinition): Promise<void> {
    const key = owedKey(run, definition);
    const companyIds = owed.get(key);
    if (companyIds === undefined) return;
    owed.delete(key);
    try {
      await database.withTenant(run.tenantId, (transaction) =>
        forgiveAttempts(transaction, { ...run, stage: definition.stage }, [...companyIds]),
      );
    } catch (error) {
      owe(run, definition, [...companyIds]);
      throw error;
    }
  }

  return {
    async perform(whole, definition, range, hold) {
      // Taken away from this process, the chunk is somebody else's, whatever becomes of the run.
      const run = {
        ...whole,
        signal: AbortSignal.any([whole.signal, hold.signal]),
        vendors: whole.vendors.under(hold.signal),
      };
      await forgiveOwed(whole, definition);
      const left = await readLeft(run, definition, range);
      const begun: string[] = [];
      const isAgain = hold.retries > 0;
      const failures: unknown[] = [];
      const one = async (company: UnfinishedTarget, isCounted: boolean) => {
        if (hold.draining.aborted || run.signal.aborted) return;
        if (isCounted) begun.push(company.companyId);
        try {
          await performCompany(dependencies, run, definition, company, isCounted);
        } catch (error) {
          failures.push(error);
        }
      };

      // A company in progress during a crash is retried alone, so that a second crash identifies it.
      for (const company of left.filter(({ attempts }) => attempts > 0)) {
        if (company.attempts >= MOST_ATTEMPTS) {
          await giveUpCompany(dependencies, run, definition, company, {
            errorCode: "runner_died",
            errorMsg: `the runner died ${company.attempts} times while it worked on this company`,
            attempts: company.attempts,
          });
        } else await ofSuspects(() => ofProcess(() => one(company, true)));
      }
      const limit = limitOf(run);
      const others = left.filter(({ attempts }) => attempts === 0);
      // All are waited for: what is still at work must not meet its own retry.
      await Promise.all(others.map((company) => limit(() => one(company, isAgain))));

      const isBlameless =
        hold.draining.aborted ||
        run.signal.aborted ||
        failures.some((failure) => failure instanceof DatabaseUnavailableError);
      if (isBlameless && begun.length > 0) {
        owe(whole, definition, begun);
        await forgiveOwed(whole, definition);
      }
      whole.signal.throwIfAborted();
      if (hold.draining.aborted && (await readLeft(run, definition, range)).length > 0)
        throw new HandBackError();
      run.signal.throwIfAborted();
      if (failures.length > 0) throw failures[0];
    },
    async giveUp(run, definition, range, cause) {
      for (const company of await readLeft(run, definition, range)) {
        await giveUpCompany(dependencies, run, definition, company, cause);
      }
    },
  };
}

/** What a job's last failure says about what it leaves undone. */
export function causeOf(error: unknown, hold: JobHold) {
  const { errorCode, errorMsg } = errorFields(error);
  return { errorCode, errorMsg, attempts: hold.retries + 1 };
}
