import { insertAudit } from "../../database/tenants/audit-store.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import type { RunRow } from "../record/run-row.ts";
import { findRun } from "../record/run-store.ts";
import { type EarlyEndDependencies, endRunEarly } from "./end-run-early.ts";

/**
 * Ends a run on somebody's behalf. Its results are kept, work in progress stops within seconds on every runner, and
 * queued jobs find the run ended and do nothing. Throws NotFoundError, or ConflictError when it has already ended.
 */
export async function cancelRun(
  dependencies: EarlyEndDependencies,
  request: { readonly tenantId: string; readonly runId: string; readonly actor: string },
): Promise<RunRow> {
  const { tenantId, runId, actor } = request;
  const ended = await endRunEarly(dependencies, {
    tenantId,
    runId,
    status: "cancelled",
    reason: `cancelled by ${actor}`,
    also: (transaction) =>
      insertAudit(transaction, { tenantId, actor, action: "run.cancel", subject: runId }),
  });
  if (ended !== null) return ended;
  const run = await dependencies.database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
  if (run === null) throw new NotFoundError("run", runId);
  throw new ConflictError(`Run ${runId.slice(0, 8)} has ended already (${run.status}).`);
}
