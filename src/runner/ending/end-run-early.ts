import type { Clock } from "../../clock.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { STAGES } from "../../entities/stage-table.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import { rollUpStage } from "../../observability/figures/roll-up-store.ts";
import { STALE_RESERVATION_MS } from "../budget/reservation-age.ts";
import { recount } from "../record/finish-run-store.ts";
import type { RunRow } from "../record/run-row.ts";
import { lockRun } from "../record/run-store.ts";
import { moveStage } from "../record/stage-progress-store.ts";
import { REASONS } from "../record/stage-reasons.ts";
import { endRun } from "./end-run.ts";

/** What ending a run from outside takes. */
export interface EarlyEndDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** Whether texts of web sites stay after the run. */
  readonly keepCorpora: boolean;
}

/**
 * Ends a run before its stages are done. Whoever else would end it holds the same row's lock first or finds it ended:
 * the answer is null then, or when `mayEnd` says no. Work under way on it stops within seconds, on every runner.
 */
export async function endRunEarly(
  { database, clock, keepCorpora }: EarlyEndDependencies,
  ending: {
    readonly tenantId: string;
    readonly runId: string;
    readonly status: "failed" | "cancelled";
    readonly reason: string;
    /** Asked with the run's row locked. */
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
    // Runners at work on it tell within seconds of what they did; what the others did is looked for after a while.
    const recountAt = new Date(at.getTime() + STALE_RESERVATION_MS);
    await endRun(transaction, run, { status, reason, at, keepCorpora, recountAt });
    await ending.also?.(transaction);
    return run;
  });
}

/** Counts again what an ended run did: work that was under way when it was ended told of its calls only later. */
export async function recountEndedRun(database: Database, run: RunIdentity, stage: string): Promise<void> {
  await database.withTenant(run.tenantId, async (transaction) => {
    const row = await lockRun(transaction, run.runId);
    if (row === null || row.status === "running") return;
    await recount(transaction, row, [stage]);
  });
}
