import type { Clock } from "../../clock.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { STAGES } from "../../entities/stage-table.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import { rollUpStage } from "../../observability/figures/roll-up-store.ts";
import { recount } from "../record/finish-run-store.ts";
import type { RunRow } from "../record/run-row.ts";
import { lockRun } from "../record/run-store.ts";
import { moveStage } from "../record/stage-progress-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import { endRun } from "./end-run.ts";

/** What is needed to end a run from outside. */
export interface EarlyEndDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Whether web site texts are kept after the run. */
  readonly keepCorpora: boolean;
}

/**
 * Ends a run before its stages are done; null when somebody else has ended it or `mayEnd` says no. The lock on the run's
 * row ensures that only one caller ends it. Work in progress stops within seconds, on every runner.
 */
export async function endRunEarly(
  { database, clock, keepCorpora }: EarlyEndDependencies,
  ending: {
    readonly tenantId: string;
    readonly runId: string;
    readonly status: "failed" | "cancelled";
    readonly reason: string;
    /** Called with the run's row locked. */
    readonly mayEnd?: (transaction: Transaction) => Promise<boolean>;
    /** Done in the same transaction. */
    readonly also?: (transaction: Transaction) => Promise<void>;
  },
): Promise<RunRow | null> {
  const { tenantId, runId, status, reason } = ending;
  return database.withTenant(tenantId, async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run?.status !== "running") return null;
    if (ending.mayEnd !== undefined && !(await ending.mayEnd(transaction))) return null;
    const at = clock();
    const word = status === "cancelled" ? REASONS.cancelled : REASONS.notReached;
    for (const stage of STAGES) {
      const key = { runId, stage };
      await moveStage(transaction, key, "pending", { status: "skipped", reason: word, at });
      const broken = status === "cancelled" ? "skipped" : "failed";
      const broke = { status: broken, reason: status === "cancelled" ? word : reason, at } as const;
      if (await moveStage(transaction, key, "running", broke)) await rollUpStage(transaction, run, stage);
    }
    await endRun(transaction, run, { status, reason, at, keepCorpora });
    await ending.also?.(transaction);
    return run;
  });
}

/** Recounts the totals of an ended run: work in progress when it was ended reported its calls only afterwards. */
export async function recountEndedRun(database: Database, run: RunIdentity, stage: string): Promise<void> {
  await database.withTenant(run.tenantId, async (transaction) => {
    const row = await lockRun(transaction, run.runId);
    if (row === null || row.status === "running") return;
    await recount(transaction, row, [stage]);
  });
}
