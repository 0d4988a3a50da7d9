import { measureResponse } from "../../../src/alerts/reports/measure-response.ts";
import { NotFoundError } from "../../../src/errors.ts";
import type { HttpPorts } from "../../../src/http/ports/http-ports.ts";
import { SILENT_METER } from "../../../src/observability/metrics/meter.ts";

export const STARTED_AT = new Date("2026-11-22T00:00:00Z");

/** A key for everything. */
export const KEY = "ns_test_key_with_everything";

/** What a test says about the ports its route uses; the rest is an empty world. */
export type PortChanges = { readonly [Port in keyof HttpPorts]?: Partial<HttpPorts[Port]> };

const noRule = () => Promise.reject(new NotFoundError("rule", "any"));
const noKey = () => Promise.reject(new NotFoundError("key", "any"));
const noAgent = () => Promise.reject(new NotFoundError("agent", "any"));
const noRun = () => Promise.reject(new TypeError("no run was expected"));

/** A world with one tenant, one key and nothing else in it; tests say what is different. */
export function fakeHttpPorts(changes: PortChanges = {}): HttpPorts {
  return {
    service: {
      clock: () => new Date("2026-11-22T01:00:00Z"),
      logger: { info() {}, error() {} },
      version: "0.1.0",
      startedAt: STARTED_AT,
      metricsToken: null,
      healthChecks: [],
      meter: SILENT_METER,
      readMetrics: () =>
        Promise.resolve({
          totals: [],
          gauges: {
            jobs: { queued: 0, unsent: 0, active: 0, failedLastDay: 0 },
            runsActive: 0,
            samplesPending: 0,
            alertsOpen: [],
            runnersAlive: 0,
            botsAlive: 0,
            activeTenants: 0,
          },
          delivery: {
            health: { waiting: 0, dead: 0, oldestWaitingSeconds: null },
            problems: [],
            totals: [],
          },
        }),
      readPools: () => [],
      ...changes.service,
    },
    keys: {
      authenticate: (token) =>
        Promise.resolve(
          token === KEY ? { tenantId: "acme", keyId: "ns_test", scopes: ["admin"], agentIds: null } : null,
        ),
      explain: (token) =>
        Promise.resolve({ prefix: token.slice(0, 11), tenantId: null, reason: "unknown_key" }),
      ...changes.keys,
    },
    refusals: {
      note: () => Promise.resolve(null),
      isElsewhere: () => Promise.resolve(false),
      totals: () => [],
      ...changes.refusals,
    },
    audit: { record: () => Promise.resolve(), ...changes.audit },
    idempotency: {
      claim: () => Promise.resolve({ state: "new" }),
      keep: () => Promise.resolve(),
      release: () => Promise.resolve(),
      ...changes.idempotency,
    },
    keyAdmin: {
      list: () => Promise.resolve([]),
      create: noKey,
      rename: noKey,
      revoke: noKey,
      rotate: noKey,
      ...changes.keyAdmin,
    },
    agents: {
      list: () => Promise.resolve([]),
      read: noAgent,
      change: noAgent,
      readOverview: noAgent,
      readLastDays: noAgent,
      readDays: () => Promise.resolve([]),
      readDetail: noAgent,
      queryEvents: () => Promise.resolve([]),
      aggregate: () => Promise.resolve([]),
      listPrices: () => Promise.resolve([]),
      ...changes.agents,
    },
    ingest: {
      record: () => Promise.resolve([]),
      otlp: {
        mostBytes: 4_000_000,
        recordSpans: () => Promise.resolve({ accepted: 0, rejected: 0, message: null, lacksAgent: false }),
        recordLogs: () => Promise.resolve({ accepted: 0, rejected: 0, message: null, lacksAgent: false }),
      },
      beat: () => Promise.resolve(false),
      admit: () => ({ isAdmitted: true, limit: 60, remaining: 59, resetSeconds: 1, retryAfterSeconds: 0 }),
      ...changes.ingest,
    },
    runs: {
      list: () => Promise.resolve([]),
      read: () => Promise.resolve(null),
      findLatest: () => Promise.resolve(null),
      readStats: () => Promise.resolve(null),
      async *streamEvents() {},
      async *streamQa() {},
      followTrace: (_tenantId, { traceId }) => Promise.resolve({ traceId, steps: [], isCut: false }),
      listDeadLetters: () => Promise.resolve([]),
      ...changes.runs,
    },
    control: {
      start: noRun,
      preview: noRun,
      cancel: noRun,
      decideGate: noRun,
      startExport: noRun,
      ...changes.control,
    },
    scores: {
      async *streamLatest() {},
      readShortlist: () =>
        Promise.resolve({
          companies: 0,
          candidates: 0,
          extracted: 0,
          scored: { High: 0, Medium: 0, Low: 0 },
          exported: 0,
          lastRun: null,
        }),
      ...changes.scores,
    },
    rules: {
      list: () => Promise.resolve([]),
      read: noRule,
      create: noRule,
      change: noRule,
      toggle: noRule,
      remove: noRule,
      test: noRule,
      replay: noRule,
      ...changes.rules,
    },
    alerts: {
      list: () => Promise.resolve([]),
      acknowledge: () => Promise.reject(new NotFoundError("alert", "any")),
      diagnose: () => Promise.reject(new NotFoundError("alert", "any")),
      readResponse: () =>
        Promise.resolve({
          ...measureResponse([], STARTED_AT),
          since: STARTED_AT,
          until: STARTED_AT,
          precision: [],
          serviceLevels: [],
          fleet: null,
        }),
      ...changes.alerts,
    },
    runbooks: { read: () => Promise.resolve(null), list: () => Promise.resolve([]), ...changes.runbooks },
  };
}
