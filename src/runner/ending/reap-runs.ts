import type { Logger } from "../../logger.ts";
import { isStillAbandoned, readRunningRuns } from "../record/run-lease-store.ts";
import { type EarlyEndDependencies, endRunEarly } from "./end-run-early.ts";
import { reapReason } from "./reap-decision.ts";

/** Ends runs that would stay `running` forever, except any that somebody works on or ends meanwhile. Returns their ids. */
export async function reapRuns(
  dependencies: EarlyEndDependencies & { readonly logger: Logger },
): Promise<string[]> {
  const { database, clock, logger } = dependencies;
  const reaped: string[] = [];
  for (const run of await database.withService(readRunningRuns)) {
    const reason = reapReason(run, clock());
    if (reason === null) continue;
    const ended = await endRunEarly(dependencies, {
      tenantId: run.tenantId,
      runId: run.runId,
      status: "failed",
      reason,
      mayEnd: (transaction) => isStillAbandoned(transaction, run),
    });
    if (ended === null) continue;
    reaped.push(run.runId);
    logger.error("run_reaped", {
      tenantId: run.tenantId,
      runId: run.runId,
      status: "failed",
      errorMsg: reason,
    });
  }
  return reaped;
}
