import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import {
  readDeliveryHealth,
  readDeliveryProblems,
  readDeliveryTotals,
} from "../../messages/delivery-health-store.ts";
import { readGauges } from "../../observability/metrics/gauge-store.ts";
import type { Meter } from "../../observability/metrics/meter.ts";
import { readTotals } from "../../observability/metrics/metric-store.ts";
import { streamLatestScores } from "../../observability/reads/latest-score-store.ts";
import { readShortlist } from "../../observability/reads/shortlist-store.ts";
import type { RefusalLog } from "../../observability/refusals/create-refusal-log.ts";
import { VERSION } from "../../version.ts";
import type { HttpPorts } from "../ports/http-ports.ts";
import type { RunControl } from "../ports/run-control.ts";
import type { HealthCheck, HttpLogger } from "../ports/service-port.ts";
import { createAgentPort } from "./create-agent-port.ts";
import { createAlertPort } from "./create-alert-port.ts";
import { createIdempotencyPort } from "./create-idempotency-port.ts";
import { createIngestPort } from "./create-ingest-port.ts";
import { createKeyAdminPort } from "./create-key-admin-port.ts";
import { createKeyPort } from "./create-key-port.ts";
import { createRefusalPort } from "./create-refusal-port.ts";
import { createRulePort } from "./create-rule-port.ts";
import { createRunPort } from "./create-run-port.ts";

/** The ports of the HTTP shell, answered by the stores. */
export function createHttpPorts(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: HttpLogger;
  readonly runbooks: readonly Runbook[];
  readonly metricsToken: string | null;
  readonly healthChecks: readonly HealthCheck[];
  readonly meter: Meter;
  /** The runner's, handed in by the composition root. */
  readonly control: RunControl;
  readonly refusals: RefusalLog;
  /** Requests that a key may send for its agents in a minute. */
  readonly ingestPerMinute: number;
  /** How large an OTLP request may be, in MB. */
  readonly otlpMostMb: number;
}): HttpPorts {
  const {
    database,
    clock,
    logger,
    runbooks,
    healthChecks,
    control,
    ingestPerMinute,
    otlpMostMb,
    refusals,
    metricsToken,
    meter,
  } = options;
  return {
    service: {
      clock,
      logger,
      version: VERSION,
      startedAt: clock(),
      metricsToken,
      healthChecks,
      meter,
      readMetrics: () =>
        database.withService(async (transaction) => ({
          totals: await readTotals(transaction),
          gauges: await readGauges(transaction, clock()),
          delivery: {
            health: await readDeliveryHealth(transaction, clock()),
            problems: await readDeliveryProblems(transaction, clock()),
            totals: await readDeliveryTotals(transaction),
          },
        })),
      readPools: () => database.pools(),
    },
    keys: createKeyPort({ database, clock }),
    refusals: createRefusalPort(database, refusals),
    keyAdmin: createKeyAdminPort({ database, clock }),
    agents: createAgentPort({ database, clock }),
    idempotency: createIdempotencyPort({ database, clock }),
    ingest: createIngestPort({
      database,
      clock,
      requestsPerMinute: ingestPerMinute,
      otlpMostBytes: otlpMostMb * 1_000_000,
    }),
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
    alerts: createAlertPort({ database, clock, runbooks }),
    runbooks: {
      read: async (id) => {
        const runbook = runbooks.find((known) => known.id.toLowerCase() === id.toLowerCase());
        return runbook === undefined ? null : { ...runbook, markdown: runbook.bodyMarkdown };
      },
      list: async () => runbooks.map(({ id }) => id),
    },
  };
}
