import { expect } from "chai";
import { parse } from "csv-parse/sync";
import type { EnrichmentRun } from "../../../src/entities/enrichment-run.ts";
import type { RunEventLog } from "../../../src/entities/run-event-log.ts";
import { createHttpServer, type HttpServer } from "../../../src/http/create-http-server.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../support/fake-http-ports.ts";

const RUN: EnrichmentRun = {
  tenantId: "acme",
  runId: "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77",
  agentId: "nightly",
  status: "succeeded",
  trigger: "cli",
  runDate: "2026-11-22",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  startedAt: new Date("2026-11-22T00:00:00Z"),
  endedAt: null,
  recountAt: null,
  statusReason: null,
  manifest: {},
  costNanoUsd: 0n,
  langsmithTraceUrl: null,
  spansSentAt: null,
  heldLeads: 0,
};

function eventOf(changes: Partial<RunEventLog>): RunEventLog {
  return {
    tenantId: "acme",
    eventDate: "2026-11-22",
    dedupeKey: "c9a1e0d4-55aa-4b7e-9f10-1b2c3d4e5f60",
    runId: RUN.runId,
    stage: "crawl",
    companyId: null,
    event: "company_finished",
    status: "error",
    errorCode: null,
    errorMsg: null,
    durationMs: 12,
    vendor: null,
    costNanoUsd: null,
    tokensInput: null,
    tokensOutput: null,
    traceId: null,
    agentId: null,
    model: null,
    tokensCached: null,
    priceCardId: null,
    extra: null,
    ts: new Date("2026-11-22T00:00:01Z"),
    ...changes,
  };
}

describe("CSV exports", () => {
  let server: HttpServer | undefined;
  afterEach(() => server?.close());

  async function ask(path: string, changes: PortChanges = {}) {
    const runs = { read: () => Promise.resolve(RUN), ...changes.runs };
    const ports = fakeHttpPorts({ ...changes, runs });
    server = await createHttpServer({ ports, port: 0, closeTimeoutMs: 100 });
    return fetch(server.url + path, { headers: { Authorization: `Bearer ${KEY}` } });
  }

  it("begin with a byte order mark for people, and keep numbers in names as text for them", async () => {
    const runs = {
      async *streamEvents() {
        yield [eventOf({ errorMsg: "0012345" })];
      },
    };
    const path = `/export/run_events.csv?run_id=${RUN.runId}`;
    const read = async (query: string) =>
      Buffer.from(await (await ask(path + query, { runs })).arrayBuffer()).toString("utf8");
    expect(await read("&bom=true"))
      .to.match(/^\ufeffts,/)
      .and.to.contain(",'0012345,");
    await server?.close();
    expect(await read("&bom=false"))
      .to.match(/^ts,/)
      .and.to.contain(",0012345,");
    await server?.close();
    const refused = await ask(`${path}&bom=1`, { runs });
    expect(refused.status).to.equal(422);
    expect(await refused.text()).to.contain("bom");
  });

  it("stream a run's events, batch by batch, as a download that spreadsheets read as text", async () => {
    const audited: unknown[] = [];
    const response = await ask(`/export/run_events.csv?run_id=${RUN.runId}`, {
      runs: {
        async *streamEvents() {
          yield [eventOf({ errorMsg: '=cmd|"/c calc"', costNanoUsd: 1_234_567n, extra: { a: 1 } })];
          yield [];
          yield [eventOf({ errorMsg: "@SUM(A1)\r\nsecond line", vendor: "-lusha" })];
        },
      },
      audit: { record: (entry) => Promise.resolve(void audited.push(entry)) },
    });
    expect(response.status).to.equal(200);
    expect(response.headers.get("content-type")).to.contain("text/csv");
    expect(response.headers.get("content-disposition")).to.equal(
      `attachment; filename="run_events-${RUN.runId}.csv"`,
    );
    const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
    expect(rows).to.have.length(2);
    expect(rows[0]).to.include({
      ts: "2026-11-22T00:00:01.000Z",
      error_msg: `'=cmd|"/c calc"`,
      cost_usd: "0.001234567",
      duration_ms: "12",
      extra: '{"a":1}',
      company_id: "",
    });
    expect(rows[1]).to.include({ error_msg: "'@SUM(A1)\r\nsecond line", vendor: "'-lusha" });
    expect(audited).to.deep.equal([
      { tenantId: "acme", actor: "key:ns_test", action: "events.export", subject: RUN.runId },
    ]);
  });

  it("are a header line alone for a run without events", async () => {
    const text = await (await ask(`/export/run_events.csv?run_id=${RUN.runId}`)).text();
    expect(text).to.match(/^ts,tenant_id,run_id,[\w,]+\r\n$/);
  });

  it("stream a run's QA sample", async () => {
    const response = await ask(`/export/qa.csv?run_id=${RUN.runId}`);
    expect(await response.text()).to.match(
      /^tenant_id,run_id,sample_no,.*,reviewed_at,inclusion_probability\r\n$/,
    );
  });

  it("want to know which run, and that there is one", async () => {
    expect((await ask("/export/qa.csv")).status).to.equal(422);
    await server?.close();
    expect(
      (await ask(`/export/qa.csv?run_id=${RUN.runId}`, { runs: { read: () => Promise.resolve(null) } }))
        .status,
    ).to.equal(404);
  });

  it("cut the connection when reading fails half-way, so that a part never passes for the whole", async () => {
    const response = await ask(`/export/run_events.csv?run_id=${RUN.runId}`, {
      runs: {
        async *streamEvents() {
          yield Array.from({ length: 5000 }, () => eventOf({}));
          throw new Error("database went away");
        },
      },
    });
    let ended = "whole";
    try {
      await response.text();
    } catch {
      ended = "cut";
    }
    expect(ended).to.equal("cut");
  });

  it("read no faster than the reader takes it, and stop when the reader leaves", async () => {
    let batches = 0;
    const stopped = Promise.withResolvers<void>();
    const response = await ask(`/export/run_events.csv?run_id=${RUN.runId}`, {
      runs: {
        async *streamEvents() {
          try {
            while (batches < 100_000) {
              batches += 1;
              yield Array.from({ length: 1000 }, () => eventOf({}));
            }
          } finally {
            stopped.resolve();
          }
        },
      },
    });
    await response.body?.cancel();
    await stopped.promise;
    expect(batches).to.be.lessThan(1000);
  });
});
