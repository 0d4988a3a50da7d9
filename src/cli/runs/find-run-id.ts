import type { Database } from "../../database/database.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { NotFoundError } from "../../errors.ts";
import { findRunByReference, type LatestRun, listRuns } from "../../observability/reads/run-read-store.ts";

const KNOWN_RUNS = 5;

/**
 * Finds a run by its id, the beginning of its id, or `latest`: the one in progress for stopping, the newest ended one for
 * resuming or repeating. Throws NotFoundError, which lists some runs.
 */
export async function findRunId(
  database: Database,
  tenantId: string,
  reference: string,
  latest: LatestRun = "latest",
): Promise<string> {
  await requireTenant(database, tenantId);
  return database.withTenant(tenantId, async (transaction) => {
    const run = await findRunByReference(transaction, tenantId, reference === "latest" ? latest : reference);
    if (run !== null) return run.runId;
    const known = await listRuns(transaction, { tenantId, limit: KNOWN_RUNS });
    throw new NotFoundError(
      "run",
      reference,
      known.map(({ runId }) => runId),
    );
  });
}
