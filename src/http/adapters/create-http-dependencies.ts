import { replayThresholds } from "../../alerts/replay/replay-alerts.ts";
import { readResponse } from "../../alerts/reports/measure-response.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { findKey } from "../../database/tenants/api-key-store.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import {
  readDeliveryHealth,
  readDeliveryProblems,
  readDeliveryTotals,
} from "../../messages/delivery-health-store.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { listDeadLetters } from "../../observability/reads/dead-letter-read-store.ts";
import { streamLatestScores } from "../../observability/reads/latest-score-store.ts";
import { findRunRow, listRuns, readRunRecord } from "../../observability/reads/run-read-store.ts";
import { readShortlist } from "../../observability/reads/shortlist-store.ts";
import { readQaRows } from "../../qa/sample-store.ts";
import { VERSION } from "../../version.ts";
import type { HealthCheck, HttpDependencies, HttpLogger, RunControl } from "../kit/dependencies.ts";
import { createRuleControl } from "./create-rule-control.ts";

const DAY_MS = 86_400_000;

/** What the HTTP shell asks for, answered by the stores. */
export function createHttpDependencies(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly runbooks: readonly Runbook[];
  readonly healthChecks: readonly HealthCheck[];
  readonly runs: RunControl;
  /** The runner's, handed in by the main file. */
  readonly startExport: HttpDependencies["startExport"];
}): HttpDependencies {
  const { database, clock, logger, runbooks, healthChecks, runs, startExport } = options;
  return {
    clock,
    logger,
    version: VERSION,
    startedAt: clock(),
    healthChecks,
    authenticate: (token) => findKey(database, token),
    listRuns: (tenantId, limit, after) =>
      database.withTenant(tenantId, (transaction) => listRuns(transaction, tenantId, limit, after)),
    readRun: (tenantId, runId) =>
      database.withTenant(tenantId, (transaction) => findRunRow(transaction, tenantId, runId)),
    readRunStats: (tenantId, runId) =>
      database.withTenant(tenantId, async (transaction) => {
        const run = await findRunRow(transaction, tenantId, runId);
        return run === null ? null : readRunRecord(transaction, run);
      }),
    streamEvents: (tenantId, runId) => streamEvents(database, tenantId, runId),
    async *streamQa(tenantId, runId) {
      const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
      if (rows.length > 0) yield rows;
    },
    listDeadLetters: (tenantId, runId) =>
      database.withTenant(tenantId, (transaction) => listDeadLetters(transaction, runId)),
    runs,
    streamLatestScores: (tenantId) => streamLatestScores(database, tenantId),
    readShortlist: (tenantId) =>
      database.withTenant(tenantId, (transaction) => readShortlist(transaction, tenantId)),
    startExport,
    readDelivery: () =>
      database.withService(async (transaction) => ({
        health: await readDeliveryHealth(transaction, clock()),
        problems: await readDeliveryProblems(transaction, clock()),
        totals: await readDeliveryTotals(transaction),
      })),
    readResponse: (tenantId, days) =>
      readResponse(
        { database },
        { tenantId, since: new Date(clock().getTime() - days * DAY_MS), until: clock() },
      ),
    readRunbook: async (id) => {
      const runbook = runbooks.find((known) => known.id.toLowerCase() === id.toLowerCase());
      return runbook === undefined ? null : { ...runbook, markdown: runbook.bodyMarkdown };
    },
    rules: createRuleControl({ database, clock }),
    replayThresholds: (tenantId, wish) => replayThresholds({ database, clock }, tenantId, wish),
    listRunbooks: async () => runbooks.map(({ id }) => id),
    audit: (entry) => database.withTenant(entry.tenantId, (transaction) => insertAudit(transaction, entry)),
  };
}
