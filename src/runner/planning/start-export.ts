import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import { findOdooConnection } from "../../database/tenants/odoo-connection-store.ts";
import { ConflictError, errorCode, InvalidInputError } from "../../errors.ts";
import { EXPORT_SKIPS, isExportOnly } from "../record/export-only.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { findRun, findRunningRun } from "../record/run-store.ts";
import { startRun } from "./start-run.ts";

/** Postgres: a row with this unique key already exists. */
const UNIQUE_VIOLATION = "23505";

/**
 * Starts a run that only exports already scored leads to Odoo. If a run that does at least as much is in progress, returns
 * that one, so that asking twice is harmless. Throws ConflictError during any other run, and InvalidInputError without an
 * Odoo connection.
 */
export async function startExport(
  dependencies: { readonly database: Database; readonly environment: Environment; readonly clock: Clock },
  { tenantId, force }: { readonly tenantId: string; readonly force: boolean },
): Promise<{ readonly runId: string; readonly created: boolean }> {
  const { database } = dependencies;
  const connection = await database.withTenant(tenantId, findOdooConnection);
  if (connection === null) {
    throw new InvalidInputError("tenant", `${tenantId} has no active Odoo connection: add one first`);
  }
  try {
    const { runId } = await startRun(dependencies, {
      tenantId,
      trigger: "http",
      skip: EXPORT_SKIPS,
      forceExport: force,
    });
    return { runId, created: true };
  } catch (error) {
    const isUnderWay = error instanceof ConflictError || errorCode(error) === UNIQUE_VIOLATION;
    if (!isUnderWay) throw error;
    const running = await database.withTenant(tenantId, async (transaction) => {
      const runId = await findRunningRun(transaction);
      return runId === null ? null : findRun(transaction, runId);
    });
    if (running !== null && doesAsMuch(running.manifest, force))
      return { runId: running.runId, created: false };
    if (error instanceof ConflictError) throw error;
    throw new ConflictError(`Another run of ${tenantId} has just begun. Ask again after its end.`, {
      cause: error,
    });
  }
}

/** False for an export with its own companies or cap, and for one that does not force if forcing is requested. */
function doesAsMuch(manifest: RunManifest, force: boolean): boolean {
  const isPartial = manifest.resumedFrom !== undefined || manifest.only !== undefined;
  return isExportOnly(manifest) && !isPartial && (!force || manifest.forceExport === true);
}
