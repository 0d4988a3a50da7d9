import type { Database } from "../../database/database.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { listDeadLetters } from "../../observability/reads/dead-letter-read-store.ts";
import { followTrace } from "../../observability/reads/follow-trace.ts";
import {
  findRunByReference,
  findRunRow,
  listRuns,
  readRunRecord,
} from "../../observability/reads/run-read-store.ts";
import { readQaRows } from "../../qa/verdicts/verdict-store.ts";
import type { RunPort } from "../ports/run-port.ts";

/** Reads runs from the stores. */
export function createRunPort(database: Database): RunPort {
  return {
    list: (query) => database.withTenant(query.tenantId, (transaction) => listRuns(transaction, query)),
    read: (tenantId, runId) =>
      database.withTenant(tenantId, (transaction) => findRunRow(transaction, tenantId, runId)),
    findLatest: (tenantId, latest) =>
      database.withTenant(
        tenantId,
        async (transaction) => (await findRunByReference(transaction, tenantId, latest))?.runId ?? null,
      ),
    readStats: (tenantId, runId) =>
      database.withTenant(tenantId, async (transaction) => {
        const run = await findRunRow(transaction, tenantId, runId);
        return run === null ? null : readRunRecord(transaction, run);
      }),
    streamEvents: (tenantId, runId) => streamEvents(database, tenantId, runId),
    async *streamQa(tenantId, runId) {
      const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
      if (rows.length > 0) yield rows;
    },
    followTrace: (tenantId, which) => followTrace(database, tenantId, which),
    listDeadLetters: (tenantId, runId) =>
      database.withTenant(tenantId, (transaction) => listDeadLetters(transaction, runId)),
  };
}
