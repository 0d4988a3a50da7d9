import { readTenantDate } from "../../agents/figures/agent-metrics-store.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { compareWithNights, NIGHTS_TO_READ } from "../../observability/nights/compare-with-nights.ts";
import { listMonthSpend, listNights, readNight } from "../../observability/nights/past-nights-store.ts";
import { findTraces, followTrace } from "../../observability/reads/follow-trace.ts";
import {
  findRunByReference,
  listRuns,
  NIGHTLY,
  readRunRecord,
} from "../../observability/reads/run-read-store.ts";
import { readGateCard } from "../../qa/gate/gate-card-store.ts";
import type { RunCommands, Runs } from "../ports/runs.ts";

/** Nights that are charted. */
const NIGHTS_SHOWN = 14;

/** Runs as the database has them, controlled by the runner's rules. */
export function createRuns(database: Database, control: RunCommands, clock: Clock): Runs {
  return {
    ...control,
    readStats: (tenantId, reference) =>
      database.withTenant(tenantId, async (transaction) => {
        const run = await findRunByReference(transaction, tenantId, reference);
        return run === null ? null : readRunRecord(transaction, run);
      }),
    async readHistory({ tenantId, runId, agentId, status, startedAt }) {
      if (agentId !== NIGHTLY || status === "running") return null;
      return database.withTenant(tenantId, async (transaction) => {
        const own = await readNight(transaction, tenantId, runId);
        if (own === null) return null;
        const earlier = await listNights(transaction, tenantId, NIGHTS_TO_READ, startedAt);
        return {
          comparison: compareWithNights(own, earlier),
          nights: [...earlier.slice(-NIGHTS_SHOWN), own],
        };
      });
    },
    readVendors: (tenantId) =>
      database.withTenant(tenantId, async (transaction) => ({
        nights: await listNights(transaction, tenantId, NIGHTS_SHOWN),
        month: await listMonthSpend(
          transaction,
          tenantId,
          await readTenantDate(transaction, tenantId, clock()),
        ),
      })),
    readGate: (tenantId, runId) =>
      database.withTenant(tenantId, (transaction) => readGateCard(transaction, runId)),
    list: (tenantId, limit) =>
      database.withTenant(tenantId, (transaction) =>
        listRuns(transaction, { tenantId, limit, agentId: NIGHTLY }),
      ),
    findTraces: (tenantId, reference) => findTraces(database, tenantId, reference),
    followTrace: (tenantId, which) => followTrace(database, tenantId, which),
    streamEvents: (tenantId, runId) => streamEvents(database, tenantId, runId),
  };
}
