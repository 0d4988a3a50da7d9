import { measureResponse } from "../../../src/alerts/response.ts";
import type { HttpDependencies } from "../../../src/http/dependencies.ts";

export const STARTED_AT = new Date("2026-11-22T00:00:00Z");

/** A key for everything. */
export const KEY = "ns_test_key_with_everything";

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
    readResponse: () =>
      Promise.resolve({
        ...measureResponse([], STARTED_AT),
        since: STARTED_AT,
        until: STARTED_AT,
        precision: [],
      }),
    readRunbook: () => Promise.resolve(null),
    listRunbooks: () => Promise.resolve([]),
    audit: () => Promise.resolve(),
    ...changes,
  };
}
