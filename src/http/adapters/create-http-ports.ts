import { readMeasuredResponse } from "../../alerts/reports/read-measured-response.ts";
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
import { streamLatestScores } from "../../observability/reads/latest-score-store.ts";
import { readShortlist } from "../../observability/reads/shortlist-store.ts";
import { VERSION } from "../../version.ts";
import type { HttpPorts } from "../ports/http-ports.ts";
import type { RunControl } from "../ports/run-control.ts";
import type { HealthCheck, HttpLogger } from "../ports/service-port.ts";
import { createRulePort } from "./create-rule-port.ts";
import { createRunPort } from "./create-run-port.ts";

const DAY_MS = 86_400_000;

/** What the HTTP shell asks for, answered by the stores. */
export function createHttpPorts(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly runbooks: readonly Runbook[];
  readonly healthChecks: readonly HealthCheck[];
  /** The runner's, handed in by the composition root. */
  readonly control: RunControl;
}): HttpPorts {
  const { database, clock, logger, runbooks, healthChecks, control } = options;
  return {
    service: {
      clock,
      logger,
      version: VERSION,
      startedAt: clock(),
      healthChecks,
      readDelivery: () =>
        database.withService(async (transaction) => ({
          health: await readDeliveryHealth(transaction, clock()),
          problems: await readDeliveryProblems(transaction, clock()),
          totals: await readDeliveryTotals(transaction),
        })),
    },
    keys: { authenticate: (token) => findKey(database, token) },
    audit: {
      record: (entry) =>
        database.withTenant(entry.tenantId, (transaction) => insertAudit(transaction, entry)),
    },
    runs: createRunPort(database),
    control,
    scores: {
      streamLatest: (tenantId) => streamLatestScores(database, tenantId),
      readShortlist: (tenantId) =>
        database.withTenant(tenantId, (transaction) => readShortlist(transaction, tenantId)),
    },
    rules: createRulePort({ database, clock }),
    alerts: {
      readResponse: (tenantId, days) =>
        readMeasuredResponse(
          { database },
          { tenantId, since: new Date(clock().getTime() - days * DAY_MS), until: clock() },
        ),
    },
    runbooks: {
      read: async (id) => {
        const runbook = runbooks.find((known) => known.id.toLowerCase() === id.toLowerCase());
        return runbook === undefined ? null : { ...runbook, markdown: runbook.bodyMarkdown };
      },
      list: async () => runbooks.map(({ id }) => id),
    },
  };
}
