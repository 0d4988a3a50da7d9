import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import { readTenant } from "../database/tenants/tenant-store.ts";
import { ConflictError, InvalidInputError } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import { decideGate } from "../qa/gate/decide-gate.ts";
import { listDueGates, listFailedLeads, noteExport } from "../qa/gate/gate-store.ts";
import { startExport } from "./planning/start-export.ts";

/**
 * Does what a tenant's policy says when nobody has decided about a night's leads in time, and starts the export of those that
 * were let go: at once, or after the run that is in progress.
 */
export async function followGates(dependencies: {
  readonly database: Database;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<void> {
  const { database, clock, logger } = dependencies;
  const at = clock();
  const due = await database.withService((transaction) => listDueGates(transaction, at));
  for (const { tenantId, runId, wantsExport, unanswered } of due) {
    try {
      if (wantsExport) await exportReleased(tenantId, runId);
      else await closeGate(tenantId, runId, unanswered);
    } catch (error) {
      // One tenant's trouble must not hold up the others; it is tried again at the next look.
      logger.error("gate_not_followed", { tenantId, runId, ...errorFields(error) });
    }
  }

  async function closeGate(tenantId: string, runId: string, act: "hold" | "release"): Promise<void> {
    const { policy } = await readTenant(database, tenantId);
    await database.withTenant(tenantId, async (transaction) => {
      const except = act === "release" ? await listFailedLeads(transaction, runId) : [];
      const decision = { tenantId, runId, act, except, at, channel: policy.qaChannel };
      await decideGate(transaction, { ...decision, by: "system:deadline" });
    });
  }

  async function exportReleased(tenantId: string, runId: string): Promise<void> {
    try {
      const started = await startExport(dependencies, { tenantId, force: false });
      // The one in progress has chosen its leads already.
      if (!started.created) return;
      await database.withTenant(tenantId, (transaction) => noteExport(transaction, runId, started.runId));
    } catch (error) {
      if (error instanceof ConflictError) return;
      // Without a connection there is nothing to export to; the leads go with the next run that has one.
      if (!(error instanceof InvalidInputError)) throw error;
      logger.warn("gate_without_export", { tenantId, runId, ...errorFields(error) });
      await database.withTenant(tenantId, (transaction) => noteExport(transaction, runId, null));
    }
  }
}
