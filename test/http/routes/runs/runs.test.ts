import { expect } from "chai";
import fc from "fast-check";
import type { EnrichmentRun } from "../../../../src/entities/enrichment-run.ts";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import type { RunCursor, RunPort } from "../../../../src/http/ports/run-port.ts";
import { createRunCursor, readRunCursor } from "../../../../src/http/routes/runs/run-cursor.ts";
import type { RunRecord } from "../../../../src/observability/reads/run-read-store.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../../support/fake-http-ports.ts";

function runOf(index: number): EnrichmentRun {
  return {
    tenantId: "acme",
    runId: `0b5c7f3e-8a64-4d1b-9d53-${String(index).padStart(12, "0")}`,
    agentId: "nightly",
    status: "degraded",
    trigger: "schedule",
    runDate: "2026-11-22",
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    startedAt: new Date(Date.UTC(2026, 10, 22) - index * 60_000),
    endedAt: new Date(Date.UTC(2026, 10, 22) - index * 60_000 + 1500),
    recountAt: null,
    statusReason: "odoo refused 3",
    manifest: { secret: "settings" },
    costNanoUsd: 1_500_000_000n,
    langsmithTraceUrl: null,
    spansSentAt: null,
    heldLeads: 0,
  };
}

async function ask(path: string, changes: PortChanges) {
  const server = await createHttpServer({ ports: fakeHttpPorts(changes), port: 0 });
  const response = await fetch(server.url + path, { headers: { Authorization: `Bearer ${KEY}` } });
  const body: unknown = await response.json();
  await server.close();
  return { status: response.status, body };
}

function cursorIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("next_cursor" in body)) throw new TypeError("no page");
  return typeof body.next_cursor === "string" ? body.next_cursor : null;
}

describe("GET /runs", () => {
  it("shows a run in the API's own words, dollars and ISO times, without its manifest", async () => {
    const { body } = await ask("/runs", { runs: { list: () => Promise.resolve([runOf(0)]) } });
    expect(body).to.deep.equal({
      runs: [
        {
          run_id: runOf(0).runId,
          tenant_id: "acme",
          agent_id: "nightly",
          status: "degraded",
          status_reason: "odoo refused 3",
          trigger: "schedule",
          run_date: "2026-11-22",
          started_at: "2026-11-22T00:00:00.000Z",
          ended_at: "2026-11-22T00:00:01.500Z",
          duration_ms: 1500,
          cost_usd: 1.5,
          trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
          langsmith_trace_url: null,
          held_leads: 0,
        },
      ],
      next_cursor: null,
    });
  });

  it("pages through all runs once, each page after the last run of the one before", async () => {
    const all = Array.from({ length: 5 }, (_, index) => runOf(index));
    const list: RunPort["list"] = ({ tenantId, limit, after }) => {
      expect(tenantId).to.equal("acme");
      const from =
        after === null || after === undefined ? 0 : all.findIndex(({ runId }) => runId === after.runId) + 1;
      return Promise.resolve(all.slice(from, from + limit));
    };
    const sizes: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await ask(`/runs?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`, {
        runs: { list },
      });
      expect(body).to.have.property("runs").that.is.an("array");
      sizes.push(JSON.stringify(body).split('"run_id"').length - 1);
      cursor = cursorIn(body);
    }
    expect(sizes).to.deep.equal([2, 2, 1]);
  });

  it("refuses limits and cursors it cannot use, naming the field", async () => {
    for (const [query, field] of [
      ["limit=0", "limit"],
      ["limit=201", "limit"],
      ["limit=ten", "limit"],
      ["limit=1&limit=2", "limit"],
      ["cursor=abc", "cursor"],
      [`cursor=${Buffer.from('["2026","x"]').toString("base64url")}`, "cursor"],
    ]) {
      const { status, body } = await ask(`/runs?${query}`, {});
      expect(status, query).to.equal(422);
      expect(body).to.include({ field, code: "invalid_input" });
    }
  });

  it("reads back every cursor it writes", () => {
    const cursors = fc.record({
      startedAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") }),
      runId: fc.uuid(),
    });
    fc.assert(
      fc.property(cursors, (cursor: RunCursor) => {
        expect(readRunCursor(createRunCursor(cursor))).to.deep.equal(cursor);
      }),
    );
  });
});

function recordOf(number: number): RunRecord {
  return {
    run: runOf(number),
    stages: [],
    vendors: [],
    metrics: [],
    degradations: [],
    gate: null,
    forecast: null,
  };
}

describe("GET /runs/{run_id}", () => {
  it("shows one run", async () => {
    const { body } = await ask(`/runs/${runOf(3).runId}`, {
      runs: { readStats: () => Promise.resolve(recordOf(3)) },
    });
    expect(body).to.deep.include({
      run_id: runOf(3).runId,
      status: "degraded",
      degradations: [],
      forecast: null,
    });
  });

  it("says what it does less of, and what it will cost", async () => {
    const { body } = await ask(`/runs/${runOf(3).runId}`, {
      runs: {
        readStats: () =>
          Promise.resolve({
            ...recordOf(3),
            degradations: [
              { degradation: "fewer_pages", reason: "no budget", since: new Date("2026-11-22T02:00:00Z") },
            ],
            forecast: {
              spentNanoUsd: 500_000_000n,
              expectedNanoUsd: 1_500_000_000n,
              lowNanoUsd: 1_000_000_000n,
              highNanoUsd: 2_000_000_000n,
              unknownStages: [],
            },
          }),
      },
    });
    expect(body).to.deep.include({
      degradations: [
        {
          degradation: "fewer_pages",
          does: "reads fewer pages of a site",
          reason: "no budget",
          since: "2026-11-22T02:00:00.000Z",
        },
      ],
      forecast: { spent_usd: 0.5, expected_usd: 1.5, low_usd: 1, high_usd: 2, unknown_stages: [] },
    });
  });

  it("asks only for the tenant of the key", async () => {
    const { status } = await ask(`/runs/${runOf(3).runId}`, {
      runs: { readStats: (tenantId) => Promise.resolve(tenantId === "acme" ? null : recordOf(3)) },
    });
    expect(status).to.equal(404);
  });

  it("says what a run id looks like to whoever sends something else", async () => {
    const { status, body } = await ask("/runs/newest", {});
    expect(status).to.equal(422);
    expect(body).to.include({ field: "run_id" });
  });

  it("takes the latest run by that word, and says so when there is none", async () => {
    const asked: string[] = [];
    const { status } = await ask("/runs/latest", {
      runs: {
        findLatest: (_, latest) => {
          asked.push(latest);
          return Promise.resolve(runOf(3).runId);
        },
        readStats: () => Promise.resolve(recordOf(3)),
      },
    });
    expect(status).to.equal(200);
    expect(asked).to.deep.equal(["latest"]);
    expect((await ask("/runs/latest-rerun", {})).status).to.equal(404);
  });
});

describe("GET /runs/{run_id}/stats", () => {
  it("shows stages, vendors and metrics; nothing measured is null, not 0", async () => {
    const run = runOf(1);
    const { body } = await ask(`/runs/${run.runId}/stats`, {
      runs: {
        readStats: () =>
          Promise.resolve({
            ...recordOf(1),
            stages: [
              {
                tenantId: "acme",
                runId: run.runId,
                stage: "crawl",
                status: "degraded",
                statusReason: null,
                countTotal: 60,
                countSuccess: 50,
                countError: 8,
                countBlocked: 2,
                countSkipped: 0,
                p50Ms: null,
                p95Ms: null,
                p99Ms: null,
                costNanoUsd: 250_000_000n,
                tokensInput: 1,
                tokensOutput: 2,
                startedAt: null,
                endedAt: null,
                plannedAt: null,
              },
            ],
            vendors: [
              {
                tenantId: "acme",
                runId: run.runId,
                vendor: "lusha",
                calls: 9,
                errors: 1,
                rateLimitHits: 1,
                quotaExhausted: true,
                costNanoUsd: 0n,
                unpricedCalls: 2,
                tokensInput: 0,
                tokensOutput: 0,
              },
            ],
            metrics: [
              {
                tenantId: "acme",
                runId: run.runId,
                name: "crawl_success_rate",
                value: null,
                reason: "nothing_asked",
                numerator: 0,
                denominator: 0,
              },
            ],
          }),
      },
    });
    expect(body).to.have.nested.property("run.run_id", run.runId);
    expect(body).to.have.nested.property("stages[0].p95_ms", null);
    expect(body).to.have.nested.property("stages[0].cost_usd", 0.25);
    expect(body).to.have.nested.property("vendors[0].quota_exhausted", true);
    expect(body).to.have.nested.property("vendors[0].unpriced_calls", 2);
    expect(body).to.deep.include({
      metrics: [
        { name: "crawl_success_rate", value: null, reason: "nothing_asked", numerator: 0, denominator: 0 },
      ],
    });
  });

  it("is 404 for a run nobody knows", async () => {
    expect((await ask(`/runs/${runOf(1).runId}/stats`, {})).status).to.equal(404);
  });
});
