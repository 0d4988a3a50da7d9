import { expect } from "chai";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { ConflictError } from "../../../src/errors.ts";
import { createHttpServer, type HttpServer } from "../../../src/http/create-http-server.ts";
import type { ScoreRow } from "../../../src/observability/reads/score-columns.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../support/fake-http-ports.ts";

const Scores = z.object({ scores: z.array(z.record(z.string(), z.unknown())) });
const RUN_ID = "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77";

function scoreOf(changes: Partial<ScoreRow>): ScoreRow {
  return {
    tenantId: "acme",
    runId: RUN_ID,
    companyId: "c9a1e0d4-55aa-4b7e-9f10-1b2c3d4e5f60",
    companyName: "Acme Pumps",
    domain: "acme.example",
    industry: null,
    country: "SG",
    employees: 40,
    score: 72,
    bucket: "High",
    rationale: "Scores 72.",
    citedSignals: ["s1", "s2"],
    scoredAt: new Date("2026-11-22T00:00:00Z"),
    exportedAt: null,
    ...changes,
  };
}

describe("the routes of leads", () => {
  let server: HttpServer | undefined;
  afterEach(() => server?.close());

  async function ask(method: string, path: string, changes: PortChanges = {}): Promise<Response> {
    await server?.close();
    server = await createHttpServer({
      ports: fakeHttpPorts(changes),
      port: 0,
      closeTimeoutMs: 100,
    });
    return fetch(server.url + path, { method, headers: { Authorization: `Bearer ${KEY}` } });
  }

  const reader = () =>
    Promise.resolve({ tenantId: "acme", keyId: "ns_reader", scopes: ["read"] as const, agentIds: null });
  async function* batches() {
    yield [
      scoreOf({ companyName: '=HYPERLINK("http://x.example")' }),
      scoreOf({ score: 50, bucket: "Medium" }),
    ];
    yield [];
    yield [scoreOf({ exportedAt: new Date("2026-11-22T01:00:00Z") })];
  }

  it("stream the latest scores as CSV that spreadsheets read as text", async () => {
    const audited: unknown[] = [];
    const response = await ask("GET", "/export/latest_scores.csv", {
      scores: { streamLatest: batches },
      keys: { authenticate: reader },
      audit: { record: (entry) => Promise.resolve(void audited.push(entry)) },
    });
    expect(response.status).to.equal(200);
    expect(response.headers.get("content-disposition")).to.equal(
      'attachment; filename="latest_scores-acme.csv"',
    );
    const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
    expect(rows.map(({ company }) => company)).to.deep.equal([
      '\'=HYPERLINK("http://x.example")',
      "Acme Pumps",
      "Acme Pumps",
    ]);
    expect(rows[2]).to.include({ cited_signals: "s1 s2", exported_at: "2026-11-22T01:00:00.000Z" });
    expect(audited).to.deep.equal([
      { tenantId: "acme", actor: "key:ns_reader", action: "scores.export", subject: "csv" },
    ]);
  });

  it("stream the latest scores as JSON, batch by batch, and an empty list when there are none", async () => {
    const response = await ask("GET", "/export/latest_scores.json", { scores: { streamLatest: batches } });
    expect(response.headers.get("content-type")).to.include("application/json");
    const { scores } = Scores.parse(await response.json());
    expect(scores).to.have.lengthOf(3);
    expect(scores[1]).to.include({ score: 50, bucket: "Medium", exported_at: null, industry: null });
    expect(scores[1]?.["cited_signals"]).to.deep.equal(["s1", "s2"]);
    const none = await ask("GET", "/export/latest_scores.json");
    expect(JSON.parse(await none.text())).to.deep.equal({ scores: [] });
  });

  it("cut the connection when reading fails half-way", async () => {
    const response = await ask("GET", "/export/latest_scores.json", {
      scores: {
        async *streamLatest() {
          yield Array.from({ length: 2000 }, () => scoreOf({}));
          throw new Error("database went away");
        },
      },
    });
    const outcome = await response.text().then(
      () => "whole",
      () => "cut",
    );
    expect(outcome).to.equal("cut");
  });

  it("start a sync with Odoo as a job, and answer with the one in progress when asked again", async () => {
    const audited: unknown[] = [];
    const asked: unknown[] = [];
    const changes: PortChanges = {
      control: {
        startExport: (tenantId, force) => {
          asked.push([tenantId, force]);
          return Promise.resolve({ runId: RUN_ID, created: asked.length === 1 });
        },
      },
      audit: { record: (entry) => Promise.resolve(void audited.push(entry)) },
    };
    const first = await ask("POST", "/export/odoo/sync?force=true", changes);
    expect(first.status).to.equal(202);
    expect(first.headers.get("location")).to.equal(`/runs/${RUN_ID}`);
    expect(await first.json()).to.deep.equal({ run_id: RUN_ID, status: "running", created: true });
    const second = await ask("POST", "/export/odoo/sync", changes);
    expect(second.status).to.equal(200);
    expect(await second.json()).to.deep.equal({ run_id: RUN_ID, status: "running", created: false });
    expect(asked).to.deep.equal([
      ["acme", true],
      ["acme", false],
    ]);
    expect(audited).to.deep.equal([
      { tenantId: "acme", actor: "key:ns_test", action: "odoo.sync", subject: RUN_ID },
    ]);
  });

  it("start no sync for a key that only reads, during another run, or for a word it does not know", async () => {
    expect((await ask("POST", "/export/odoo/sync", { keys: { authenticate: reader } })).status).to.equal(403);
    const busy = await ask("POST", "/export/odoo/sync", {
      control: { startExport: () => Promise.reject(new ConflictError("A run is in progress.")) },
    });
    expect(busy.status).to.equal(409);
    expect((await ask("POST", "/export/odoo/sync?force=yes")).status).to.equal(422);
  });

  it("say how far the shortlist is, before the first run and after", async () => {
    const nothing = await ask("GET", "/shortlist/status");
    expect(await nothing.json()).to.include({
      companies: 0,
      scored: 0,
      last_run_id: null,
      last_run_ended_at: null,
    });
    const response = await ask("GET", "/shortlist/status", {
      scores: {
        readShortlist: () =>
          Promise.resolve({
            companies: 60,
            candidates: 50,
            extracted: 40,
            scored: { High: 12, Medium: 20, Low: 8 },
            exported: 32,
            lastRun: {
              tenantId: "acme",
              runId: RUN_ID,
              agentId: "nightly",
              status: "degraded",
              trigger: "cli",
              runDate: "2026-11-22",
              traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
              startedAt: new Date("2026-11-22T00:00:00Z"),
              endedAt: new Date("2026-11-22T00:30:00Z"),
              recountAt: null,
              statusReason: null,
              manifest: {},
              costNanoUsd: 0n,
              langsmithTraceUrl: null,
              spansSentAt: null,
              heldLeads: 0,
            },
          }),
      },
    });
    expect(await response.json()).to.deep.equal({
      companies: 60,
      candidates: 50,
      extracted: 40,
      scored: 40,
      buckets: { high: 12, medium: 20, low: 8 },
      exported: 32,
      last_run_id: RUN_ID,
      last_run_status: "degraded",
      last_run_started_at: "2026-11-22T00:00:00.000Z",
      last_run_ended_at: "2026-11-22T00:30:00.000Z",
    });
  });
});
