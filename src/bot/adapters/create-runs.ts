import type { Database } from "../../database/database.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { findTraces, followTrace } from "../../observability/reads/follow-trace.ts";
import {
  findRunByReference,
  listRuns,
  NIGHTLY,
  readRunRecord,
} from "../../observability/reads/run-read-store.ts";
import type { RunCommands, Runs } from "../ports/runs.ts";

/** Runs as the database has them, controlled by the runner's rules. */
export function createRuns(database: Database, control: RunCommands): Runs {
  return {
    ...control,
    readStats: (tenantId, reference) =>
      database.withTenant(tenantId, async (transaction) => {
        const run = await findRunByReference(transaction, tenantId, reference);
        return run === null ? null : readRunRecord(transaction, run);
      }),
    list: (tenantId, limit) =>
      database.withTenant(tenantId, (transaction) =>
        listRuns(transaction, { tenantId, limit, agentId: NIGHTLY }),
      ),
    findTraces: (tenantId, reference) => findTraces(database, tenantId, reference),
    followTrace: (tenantId, which) => followTrace(database, tenantId, which),
    streamEvents: (tenantId, runId) => streamEvents(database, tenantId, runId),
  };
}
