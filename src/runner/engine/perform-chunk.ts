import pLimit, { type LimitFunction } from "p-limit";
import type { Queryable } from "../../database/batch.ts";
import { HandBackError, type JobHold } from "../../database/jobs/queue.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { readUnfinishedTargets, type UnfinishedTarget } from "../record/selection-store.ts";
import type { RunContext } from "../stage-work/stage-work.ts";
import type { StageDefinition } from "../stages/pipeline.ts";
import type { ChunkRange } from "./chunk-ranges.ts";
import { forgiveAttempts } from "./dead-letter-store.ts";
import { type CompanyDependencies, giveUpCompany, MOST_ATTEMPTS, performCompany } from "./perform-company.ts";

/** Works on chunks of companies, with a limit on how many companies this process works on at a time. */
export interface ChunkWorker {
  /** Does what is left of a chunk. Throws if an outcome could not be recorded; HandBackError if the process stops first. */
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

  /** A run may be limited to fewer companies at a time than the process could handle. */
  function limitOf(run: RunContext): LimitFunction {
    const wanted = run.manifest.companyConcurrency;
    if (wanted === undefined || wanted >= environment.SCHED_COMPANY_CONCURRENCY) return ofProcess;
    const limit = ofRuns.get(run.runId) ?? pLimit(wanted);
    ofRuns.set(run.runId, limit);
    return limit;
  }

  function readLeftIn(batch: Queryable, run: RunContext, { stage }: StageDefinition, range: ChunkRange) {
    return readUnfinishedTargets(batch, { runId: run.runId, stage }, range.from, range.to);
  }

  function readLeft(run: RunContext, definition: StageDefinition, range: ChunkRange) {
    return database.batch(run.tenantId, (batch) => readLeftIn(batch, run, definition, range));
  }

  /** Attempts interrupted by a database outage or a stop of the process, not by the company. */
  const owed = new Map<string, Set<string>>();
  const owedKey = (run: RunContext, { stage }: StageDefinition) => `${run.runId} ${stage}`;

  function owe(run: RunContext, definition: StageDefinition, companyIds: readonly string[]): void {
    const key = owedKey(run, definition);
    owed.set(key, new Set([...(owed.get(key) ?? []), ...companyIds]));
  }

  /** Takes those attempts back; if the database refuses, the next call tries again. */
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
      // Once the chunk is taken from this process, another one owns it, even while the run goes on.
      const run = {
        ...whole,
        signal: AbortSignal.any([whole.signal, hold.signal]),
        vendors: whole.vendors.under(hold.signal),
      };
      await forgiveOwed(whole, definition);
      const begun: string[] = [];
      const isAgain = hold.retries > 0;
      const failures: unknown[] = [];
      const one = async (company: UnfinishedTarget, isCounted: boolean) => {
        if (hold.draining.aborted || run.draining.aborted || run.signal.aborted) return;
        if (isCounted) begun.push(company.companyId);
        try {
          await performCompany(dependencies, run, definition, { company, isCounted });
        } catch (error) {
          failures.push(error);
        }
      };

      const all = async (companies: readonly UnfinishedTarget[]) => {
        // A company in progress during a crash is retried alone, so that a second crash identifies it.
        for (const company of companies.filter(({ attempts }) => attempts > 0)) {
          if (company.attempts >= MOST_ATTEMPTS) {
            await giveUpCompany(dependencies, run, definition, {
              companyId: company.companyId,
              errorCode: "runner_died",
              errorMsg: `the runner died ${company.attempts} times while it worked on this company`,
              attempts: company.attempts,
            });
          } else await ofSuspects(() => ofProcess(() => one(company, true)));
        }
        const limit = limitOf(run);
        const others = companies.filter(({ attempts }) => attempts === 0);
        // Wait for all of them: a company still in progress must not overlap with its own retry.
        await Promise.all(others.map((company) => limit(() => one(company, isAgain))));
      };
      const [left] = await database.batch(run.tenantId, (batch) =>
        Promise.all([readLeftIn(batch, run, definition, range), run.degradations.readIn(batch)]),
      );
      await all(left);

      const isBlameless =
        hold.draining.aborted ||
        run.draining.aborted ||
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
      // Outcomes that a primary confirmed are gone when a standby that lagged behind took its place. Done again, once.
      const gone = await readLeft(run, definition, range);
      if (gone.length > 0) await all(gone);
      if (failures.length > 0) throw failures[0];
    },
    async giveUp(run, definition, range, cause) {
      for (const { companyId } of await readLeft(run, definition, range)) {
        await giveUpCompany(dependencies, run, definition, { companyId, ...cause });
      }
    },
  };
}

/** Why a job's companies are given up: its last failure, and the number of attempts. */
export function causeOf(error: unknown, hold: JobHold) {
  const { errorCode, errorMsg } = errorFields(error);
  return { errorCode, errorMsg, attempts: hold.retries + 1 };
}
