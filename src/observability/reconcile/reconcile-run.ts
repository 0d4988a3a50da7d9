import type { Database } from "../../database/database.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { findRunRow } from "../reads/run-read-store.ts";
import { type Reconciled, reconcile } from "./reconcile.ts";
import { readTotalPairs } from "./reconcile-store.ts";

/** A run's totals compared with their sources. */
export interface RunReconciliation {
  readonly tenantId: string;
  readonly runId: string;
  /** The night, `YYYY-MM-DD`. */
  readonly runDate: string;
  readonly status: RunStatus;
  readonly totals: readonly Reconciled[];
}

/** Recounts an ended run's totals from their sources. Throws NotFoundError, or ConflictError if that is not possible. */
export async function reconcileRun(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<RunReconciliation> {
  return database.withTenant(tenantId, async (transaction) => {
    const run = await findRunRow(transaction, tenantId, runId);
    if (run === null) throw new NotFoundError("run", runId);
    const { runDate, status } = run;
    if (status === "running") {
      throw new ConflictError(`Run ${runId} is in progress and its totals are not final. Wait for its end.`);
    }
    const totals = reconcile(await readTotalPairs(transaction, { runId, runDate }));
    const events = totals.filter(({ source }) => source === "events");
    if (events.some(({ stored }) => stored > 0) && events.every(({ counted }) => counted === 0)) {
      throw new ConflictError(
        `The events of run ${runId} are past their retention, so its totals cannot be counted again. Choose a later run.`,
      );
    }
    return { tenantId, runId, runDate, status, totals };
  });
}
