import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { expect } from "chai";
import { z } from "zod";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createLogger } from "../../../src/logger.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import { createRunEvent, itemFinished, type RunEvent } from "../../../src/observability/events/run-event.ts";
import { createTally, type Tally } from "../../../src/observability/metrics/create-tally.ts";
import { createSpanExport, readSpanReceiver } from "../../../src/observability/spans/create-span-export.ts";
import { decodeTraces } from "../../../src/otlp/decoding/decode-traces.ts";
import { lookUp } from "../../otlp/support/definitions.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { writeRun } from "../write-run.ts";

const COMPANY = "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77";
const STARTED = new Date("2026-11-28T01:00:00Z");
const ENDED = new Date("2026-11-28T01:30:00Z");

/** A span as the official definitions of the protocol read it. */
const ReadSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  status: z.object({ code: z.string().optional(), message: z.string().optional() }).optional(),
  attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })),
});
type ReadSpan = z.infer<typeof ReadSpan>;
const ReadRequest = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(ReadSpan) })) })),
});
const Line = z.object({
  event: z.string(),
  error_msg: z.string().nullable(),
  error_code: z.string().nullable(),
});

/** A collector that reads requests by the official definitions, or answers as it is told. */
async function startCollector() {
  const requests: { readonly path: string; readonly headers: object; readonly spans: ReadSpan[] }[] = [];
  const state = { status: 200, asked: 0, bodies: [] as Buffer[] };
  const type = lookUp("collector.trace.v1.ExportTraceServiceRequest");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      state.asked += 1;
      if (state.status === 200) {
        const body = Buffer.concat(chunks);
        state.bodies.push(body);
        const read = type.toObject(type.decode(body), { longs: String, enums: String, bytes: String });
        const ids: unknown = JSON.parse(JSON.stringify(read), (key, value: unknown) =>
          /[iI]d$/.test(key) && typeof value === "string"
            ? Buffer.from(value, "base64").toString("hex")
            : value,
        );
        const spans = ReadRequest.parse(ids);
        requests.push({
          path: request.url ?? "",
          headers: request.headers,
          spans: spans.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
        });
      }
      response.writeHead(state.status).end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    state,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

describe("spans of runs", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let lines: z.infer<typeof Line>[];
  let tally: Tally;
  let now: Date;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    collector = await startCollector();
  });
  after(async () => {
    await collector?.stop();
    await test?.drop();
  });
  beforeEach(async () => {
    await test.database.withTenant("acme", (transaction) => transaction.query("delete from enrichment_runs"));
    collector.requests.length = 0;
    Object.assign(collector.state, { status: 200, asked: 0, bodies: [] });
    lines = [];
    tally = createTally();
    now = new Date(ENDED.getTime() + 60_000);
  });

  function createExport(settings: Readonly<Record<string, string>> = {}) {
    const environment = readEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20of-the-tests",
      ...settings,
    });
    const receiver = readSpanReceiver(environment);
    if (receiver === null) throw new TypeError("an endpoint is set");
    const logger = createLogger({
      level: "debug",
      write: (line) => lines.push(Line.parse(JSON.parse(line))),
    });
    return createSpanExport({ database: test.database, receiver, meter: tally, clock: () => now, logger });
  }

  const send = (spans = createExport()) => spans.sendDue(new AbortController().signal);

  /** An ended run of which one company was extracted, at the second attempt. */
  async function writeNight(more: (run: Awaited<ReturnType<typeof writeRun>>) => RunEvent[] = () => []) {
    const { database } = test;
    const run = await writeRun(database, "acme", { startedAt: STARTED, status: "degraded" });
    await database.withService((transaction) =>
      transaction.query(
        `update enrichment_runs set ended_at = $2, manifest = '{"openaiModel": "gpt-5-mini"}', status_reason = 'one vendor was slow'
         where run_id = $1`,
        [run.runId, ENDED],
      ),
    );
    await database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `update run_stage_stats set status = 'succeeded', started_at = $2, ended_at = $3 where run_id = $1 and stage = 'extract'`,
        [run.runId, STARTED, ENDED],
      );
      const call = (status: string, at: string, facts: Partial<RunEvent>) =>
        createRunEvent(run, new Date(at), randomUUID(), {
          ...{ event: "vendor_call", stage: "extract", companyId: COMPANY, vendor: "openai", status },
          ...facts,
        });
      await insertEvents(transaction, [
        call("error", "2026-11-28T01:01:00Z", {
          ...{ durationMs: 250, errorCode: "rate_limited", errorMsg: "try later" },
          extra: { operation: "extract", attempt: 1 },
        }),
        call("success", "2026-11-28T01:01:02Z", {
          ...{ durationMs: 1_500, tokensInput: 1_200, tokensOutput: 80, costNanoUsd: 460_000n },
          extra: { operation: "extract", attempt: 2, model: "gpt-5-mini-2025-08-07" },
        }),
        itemFinished(
          run,
          { stage: "extract", companyId: COMPANY, outcome: "success", code: null, durationMs: 3_000 },
          new Date("2026-11-28T01:01:03Z"),
        ),
        ...more(run),
      ]);
    });
    return run;
  }

  const attributesOf = ({ attributes }: ReadSpan) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

  it("are a tree of run, stage, company and calls, by the GenAI conventions", async () => {
    const run = await writeNight();
    await send();
    const spans = collector.requests.flatMap((request) => request.spans);
    expect(collector.requests[0]).to.deep.include({ path: "/v1/traces" });
    expect(collector.requests[0]?.headers).to.include({
      authorization: "Bearer of-the-tests",
      "content-type": "application/x-protobuf",
    });
    expect(new Set(spans.map(({ traceId }) => traceId))).to.deep.equal(new Set([run.traceId]));
    const [root, stage, failed, chat, company] = spans;
    if (!root || !stage || !failed || !chat || !company) throw new TypeError("a span is missing");
    expect(spans.map(({ name, kind }) => `${kind} ${name}`)).to.deep.equal([
      "SPAN_KIND_INTERNAL invoke_workflow nightly",
      "SPAN_KIND_INTERNAL extract",
      "SPAN_KIND_CLIENT chat gpt-5-mini",
      "SPAN_KIND_CLIENT chat gpt-5-mini",
      "SPAN_KIND_INTERNAL extract company",
    ]);
    expect([root.parentSpanId ?? "", stage.parentSpanId]).to.deep.equal(["", root.spanId]);
    expect([company.parentSpanId, chat.parentSpanId, failed.parentSpanId]).to.deep.equal([
      stage.spanId,
      company.spanId,
      company.spanId,
    ]);
    expect(attributesOf(root)).to.include({
      "gen_ai.operation.name": "invoke_workflow",
      "gen_ai.agent.name": "nightly",
      "nightshift.tenant_id": "acme",
      "nightshift.status": "degraded",
    });
    expect(attributesOf(chat)).to.include({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5-mini",
      "gen_ai.response.model": "gpt-5-mini-2025-08-07",
      "gen_ai.usage.input_tokens": "1200",
      "gen_ai.usage.output_tokens": "80",
      "gen_ai.usage.cost.amount": 0.00046,
    });
    expect(attributesOf(failed)).to.include({ "error.type": "rate_limited" });
    expect(failed.status).to.deep.equal({ code: "STATUS_CODE_ERROR", message: "try later" });
    expect(chat.startTimeUnixNano).to.equal(
      String(BigInt(Date.parse("2026-11-28T01:01:00.500Z")) * 1_000_000n),
    );
    expect(chat.endTimeUnixNano).to.equal(String(BigInt(Date.parse("2026-11-28T01:01:02Z")) * 1_000_000n));
  });

  it("are read by a second reader, and name the release of the conventions", async () => {
    await writeNight();
    await send();
    const [body] = collector.state.bodies;
    const read = decodeTraces(body ?? Buffer.alloc(0), "protobuf");
    expect(read.flatMap(({ items }) => items)).to.have.length(2);
    expect(body?.includes("https://opentelemetry.io/schemas/gen-ai/0.1.0")).to.equal(true);
    expect(body?.includes("nightshift")).to.equal(true);
  });

  it("are sent once, with ids that are the same if they are sent again", async () => {
    await writeNight();
    await send();
    const first = collector.requests.flatMap(({ spans }) => spans.map(({ spanId }) => spanId));
    await send();
    expect(collector.state.asked).to.equal(2);
    await test.database.withService((it) => it.query("update enrichment_runs set spans_sent_at = null"));
    await send();
    const again = collector.requests.slice(2).flatMap(({ spans }) => spans.map(({ spanId }) => spanId));
    expect(again).to.deep.equal(first);
    expect(new Set(first).size).to.equal(first.length);
  });

  it("leave in bounded requests, however many there are", async () => {
    await writeNight((run) =>
      Array.from({ length: 1_200 }, (_, index) =>
        itemFinished(
          run,
          { stage: "crawl", companyId: randomUUID(), outcome: "success", code: null, durationMs: index },
          new Date(STARTED.getTime() + index),
        ),
      ),
    );
    await send();
    const sizes = collector.requests.map(({ spans }) => spans.length);
    expect(Math.max(...sizes)).to.be.at.most(500);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.equal(1_205);
    expect(tally.take().deltas).to.deep.include({
      metric: "nightshift_spans_total",
      labels: '{"outcome":"sent"}',
      part: "",
      by: 1_205,
    });
  });

  it("wait for a collector that is away for an hour: said once, counted, kept in the database, sent afterwards", async () => {
    await writeNight();
    await writeNight();
    collector.state.status = 503;
    const spans = createExport();
    for (let halfMinute = 0; halfMinute < 120; halfMinute += 1) {
      now = new Date(now.getTime() + 30_000);
      await send(spans);
    }
    expect(collector.state.asked).to.equal(120);
    expect(lines.map(({ event }) => event)).to.deep.equal(["nightshift.spans_wait"]);
    expect(lines[0]?.error_msg).to.include("HTTP 503").and.to.include("2 runs wait");
    expect(tally.take().deltas).to.deep.equal([
      { metric: "nightshift_span_requests_failed_total", labels: "{}", part: "", by: 120 },
    ]);
    collector.state.status = 200;
    await send(spans);
    expect(collector.requests.flatMap((request) => request.spans)).to.have.length(10);
    expect(lines.map(({ event }) => event)).to.deep.equal([
      "nightshift.spans_wait",
      "nightshift.spans_sent_again",
    ]);
  });

  it("wait for one that nobody answers for, without its key in the log", async () => {
    await writeNight();
    await send(createExport({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1/v1/traces" }));
    expect(lines.map(({ event }) => event)).to.deep.equal(["nightshift.spans_wait"]);
    expect(JSON.stringify(lines)).not.to.include("of-the-tests");
  });

  it("are given up for a run that the collector refuses, and the next run goes on", async () => {
    await writeNight();
    collector.state.status = 400;
    await send();
    expect(lines.map(({ event, error_code }) => [event, error_code])).to.deep.equal([
      ["nightshift.spans_refused", "spans_refused"],
    ]);
    collector.state.status = 200;
    await writeNight();
    await send();
    expect(collector.requests.flatMap((request) => request.spans)).to.have.length(5);
  });

  for (const [minutes, count] of [
    [24 * 60, 2],
    [24 * 60 + 1, 0],
  ] as const) {
    it(`are ${count === 0 ? "not sent any more" : "still sent"} ${minutes} minutes after the end of a run`, async () => {
      await writeNight();
      now = new Date(ENDED.getTime() + minutes * 60_000);
      await send();
      expect(collector.state.asked).to.equal(count);
    });
  }

  it("go nowhere unless an endpoint is set", () => {
    expect(readSpanReceiver(readEnvironment({}))).to.equal(null);
    expect(() => readEnvironment({ OTEL_EXPORTER_OTLP_HEADERS: "no pair" })).to.throw("name=value");
    const whole = readSpanReceiver(
      readEnvironment({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://otel.example/x" }),
    );
    expect(whole?.url).to.equal("https://otel.example/x");
  });
});
