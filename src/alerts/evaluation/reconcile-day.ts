import { NotFoundError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { listEndedRuns } from "../evidence/ended-run-store.ts";
import type { RaiseDependencies } from "../raising/record-assessment.ts";
import { evaluateRun } from "./evaluate-alerts.ts";

/** A run of last night is judged once more, a day's runs at most twice. */
const LOOK_BACK_MS = 26 * 3_600_000;

/**
 * Recounts every run of the last day from its events and judges it again, so that RC-13 reports what was lost or counted
 * twice after the run's end. A run that cannot be judged is logged and does not stop the others. Returns how many were.
 */
export async function reconcileDay(dependencies: RaiseDependencies): Promise<number> {
  const { database, clock, logger } = dependencies;
  const until = clock();
  const from = new Date(until.getTime() - LOOK_BACK_MS);
  const runs = await database.withService((transaction) => listEndedRuns(transaction, { from, until }));
  let judged = 0;
  for (const run of runs) {
    try {
      await evaluateRun(dependencies, run);
      judged += 1;
    } catch (error) {
      // Removed in between.
      if (error instanceof NotFoundError) continue;
      logger.error("run_not_reconciled", { ...run, ...errorFields(error) });
    }
  }
  return judged;
}
