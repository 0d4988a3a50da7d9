import { measureResponse } from "../../../src/alerts/reports/response.ts";
import { NotFoundError } from "../../../src/errors.ts";
import type { HttpDependencies } from "../../../src/http/kit/dependencies.ts";

export const STARTED_AT = new Date("2026-11-22T00:00:00Z");

/** A key for everything. */
export const KEY = "ns_test_key_with_everything";

const noRule = () => Promise.reject(new NotFoundError("rule", "any"));

/** A world with one tenant, one key and nothing else in it; tests say what is different. */
export function fakeHttpDependencies(changes: Partial<HttpDependencies> = {}): HttpDependencies {
  return {
    clock: () => new Date("2026-11-22T01:00:00Z"),
    logger: { info() {}, error() {} },
    version: "0.1.0",
    startedAt: STARTED_AT,
    healthChecks: [],
    authenticate: (token) =>
      Promise.resolve(token === KEY ? { tenantId: "acme", keyId: "ns_test", scopes: ["admin"] } : null),
    listRuns: () => Promise.resolve([]),
    readRun: () => Promise.resolve(null),
    readRunStats: () => Promise.resolve(null),
    async *streamEvents() {},
    async *streamQa() {},
    listDeadLetters: () => Promise.resolve([]),
    runs: {
      start: () => Promise.reject(new TypeError("no run was expected")),
      preview: () => Promise.reject(new TypeError("no run was expected")),
      cancel: () => Promise.reject(new TypeError("no run was expected")),
    },
    async *streamLatestScores() {},
    readShortlist: () =>
      Promise.resolve({
        companies: 0,
        candidates: 0,
        extracted: 0,
        scored: { High: 0, Medium: 0, Low: 0 },
        exported: 0,
        lastRun: null,
      }),
    startExport: () => Promise.reject(new Error("nothing to export here")),
    readDelivery: () =>
      Promise.resolve({
        health: { waiting: 0, dead: 0, oldestWaitingSeconds: null },
        problems: [],
        totals: [],
      }),
    readResponse: () =>
      Promise.resolve({
        ...measureResponse([], STARTED_AT),
        since: STARTED_AT,
        until: STARTED_AT,
        precision: [],
        serviceLevels: [],
        fleet: null,
      }),
    readRunbook: () => Promise.resolve(null),
    rules: {
      list: () => Promise.resolve([]),
      read: noRule,
      create: noRule,
      change: noRule,
      toggle: noRule,
      remove: noRule,
      test: noRule,
    },
    replayThresholds: noRule,
    listRunbooks: () => Promise.resolve([]),
    audit: () => Promise.resolve(),
    ...changes,
  };
}
