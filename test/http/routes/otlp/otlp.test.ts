import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { closeSilentRuns } from "../../../../src/agents/agent-run-store.ts";
import { repriceEvents } from "../../../../src/agents/figures/reprice-events.ts";
import { checkOpenTelemetry } from "../../../../src/cli/system/doctor/check-open-telemetry.ts";
import { decodeAnswer, encodeRequest } from "../../../otlp/support/definitions.ts";
import { readFixtureAt } from "../../../otlp/support/read-fixture.ts";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

type Attributes = Readonly<Record<string, string | number>>;
interface SpanWish {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  /** Milliseconds before now. */
  readonly ago?: number;
  readonly durationMs?: number;
  readonly attributes?: Attributes;
  readonly [field: string]: unknown;
}

const CALL: Attributes = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4o-mini",
  "gen_ai.usage.input_tokens": 1_000,
  "gen_ai.usage.output_tokens": 100,
};
/** 1,000 x 0.15 + 100 x 0.60 dollars a million. */
const COST = 210_000;

describe("OTLP", () => {
  let server: IngestServer;
  let key: string;
  let traces = 0;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  const newTrace = () => {
    traces += 1;
    return traces.toString(16).padStart(32, "a");
  };
  const pairs = (attributes: Attributes) =>
    Object.entries(attributes).map(([name, value]) => ({
      key: name,
      value: typeof value === "string" ? { stringValue: value } : { doubleValue: value },
    }));
  function spanOf({
    trace,
    id,
    parent,
    ago = 0,
    durationMs = 500,
    attributes = {},
    ...more
  }: SpanWish): object {
    const end = server.now.getTime() - ago;
    return {
      traceId: trace,
      spanId: id.padStart(16, "b"),
      ...(parent !== undefined && { parentSpanId: parent.padStart(16, "b") }),
      name: `span ${id}`,
      kind: 1,
      startTimeUnixNano: `${end - durationMs}000000`,
      endTimeUnixNano: `${end}000000`,
      attributes: pairs(attributes),
      ...more,
    };
  }
  const requestOf = (service: string | null, spans: readonly unknown[]) => ({
    resourceSpans: [
      {
        resource: { attributes: service === null ? [] : pairs({ "service.name": service }) },
        scopeSpans: [{ spans }],
      },
    ],
  });
  const send = (service: string | null, wishes: readonly SpanWish[], by = key) =>
    server.post(by, requestOf(service, wishes.map(spanOf)), { path: "/v1/traces" });
  const eventsOf = (agentId: string) =>
    server.query<{ event: string; stage: string | null; cost: number | null; input: number | null }>(
      `select event, stage, cost_nano_usd::float8 as cost, tokens_input as input from run_event_logs where agent_id = $1
       order by event, stage`,
      [agentId],
    );
  const runsOf = (agentId: string) =>
    server.query<{ status: string; reason: string | null; seconds: number | null }>(
      `select status, status_reason as reason, extract(epoch from ended_at - started_at)::float8 as seconds
       from enrichment_runs where agent_id = $1 order by started_at`,
      [agentId],
    );

  describe("the agent", () => {
    it("is the resource's service, with its namespace", async () => {
      const attributes = pairs({ "service.name": "Ticket triage (blue)", "service.namespace": "support" });
      const request = {
        resourceSpans: [
          { resource: { attributes }, scopeSpans: [{ spans: [spanOf({ trace: newTrace(), id: "1" })] }] },
        ],
      };
      expect((await server.post(key, request, { path: "/v1/traces" })).body).to.deep.equal({});
      expect(await eventsOf("support/Ticket-triage-blue-")).to.have.length(2);
    });

    it("is the key's when it is bound to one", async () => {
      const bound = await server.createKey(["ingest"], { agentIds: ["bound-bot"] });
      await send("somebody-else", [{ trace: newTrace(), id: "1" }], bound);
      await send(null, [{ trace: newTrace(), id: "1" }], bound);
      expect(await eventsOf("bound-bot")).to.have.length(4);
      expect(await eventsOf("somebody-else")).to.deep.equal([]);
    });

    it("of a key for several has to be one of them", async () => {
      const bound = await server.createKey(["ingest"], { agentIds: ["one-bot", "other-bot"] });
      expect((await send("one-bot", [{ trace: newTrace(), id: "1" }], bound)).body).to.deep.equal({});
      const { status, body } = await send("third-bot", [{ trace: newTrace(), id: "1" }], bound);
      expect(status).to.equal(200);
      expect(body).to.deep.equal({
        partialSuccess: { rejectedSpans: "1", errorMessage: 'Not taken: 1 × There is no agent "third-bot".' },
      });
    });

    it("is missing: 422, unless something else in the request has one", async () => {
      for (const service of [null, "unknown_service", "unknown_service:node", "  ", "???"]) {
        const { status, body } = await send(service, [{ trace: newTrace(), id: "1" }]);
        expect(status, String(service)).to.equal(422);
        expect(body["message"]).to.include("OTEL_SERVICE_NAME");
      }
      const [named] = requestOf("half-bot", [spanOf({ trace: newTrace(), id: "1" })]).resourceSpans;
      const [nameless] = requestOf(null, [spanOf({ trace: newTrace(), id: "1" })]).resourceSpans;
      const { status, body } = await server.post(
        key,
        { resourceSpans: [nameless, named] },
        { path: "/v1/traces" },
      );
      expect(status).to.equal(200);
      expect(body["partialSuccess"]).to.include({ rejectedSpans: "1" });
      expect(await eventsOf("half-bot")).to.have.length(2);
    });

    it("may not be one of nightshift's own", async () => {
      const { body } = await send("nightly", [{ trace: newTrace(), id: "1" }]);
      expect(body["partialSuccess"]).to.include({ rejectedSpans: "1" });
    });
  });

  describe("tokens and cost", () => {
    it("of three generations of names are the same", async () => {
      const trace = newTrace();
      const common = { "gen_ai.request.model": "claude-sonnet-4-5" };
      await send("generations", [
        {
          trace,
          id: "1",
          parent: "f",
          attributes: {
            ...common,
            "gen_ai.system": "anthropic",
            "gen_ai.usage.prompt_tokens": 1_000,
            "gen_ai.usage.completion_tokens": 100,
            "gen_ai.usage.cache_read_input_tokens": 600,
            "gen_ai.usage.cache_creation_input_tokens": 200,
          },
        },
        {
          trace,
          id: "2",
          parent: "f",
          attributes: {
            ...common,
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "anthropic",
            "gen_ai.usage.input_tokens": 1_000,
            "gen_ai.usage.output_tokens": 100,
            "gen_ai.usage.cache_read.input_tokens": 600,
            "gen_ai.usage.cache_creation.input_tokens": 200,
          },
        },
        {
          trace,
          id: "3",
          parent: "f",
          attributes: {
            ...common,
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "anthropic",
            "gen_ai.usage.input_tokens": 1_000,
            "gen_ai.usage.output_tokens": 100,
            "gen_ai.usage.cache_read.input_tokens": 600,
            "gen_ai.usage.cache_write.input_tokens": 200,
          },
        },
      ]);
      const rows = await server.query<{ cost: number; tokens: object; attributes: object }>(
        `select event, vendor, model, tokens_input, tokens_cached, tokens_output, cost_nano_usd::float8 as cost,
           extra->'tokens' as tokens, extra->'attributes' as attributes from run_event_logs
         where agent_id = 'generations' order by stage`,
      );
      expect(rows).to.have.length(3);
      for (const row of rows) expect(row).to.deep.equal(rows[0]);
      // 200 x 3 + 600 x 0.30 + 200 x 3.75 + 100 x 15 dollars a million.
      expect(rows[0]).to.deep.include({
        event: "llm_call",
        vendor: "anthropic",
        tokens_input: 1_000,
        tokens_cached: 600,
        cost: 3_030_000,
        tokens: { input_uncached: 200, cache_read: 600, cache_write: 200, output: 100, reasoning: 0 },
      });
      expect(rows[0]?.attributes).to.include.keys(
        "gen_ai.provider.name",
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.operation.name",
      );
    });

    it("are as sent when a cost in dollars is, and priced when it is in another currency", async () => {
      const trace = newTrace();
      await send("costs", [
        { trace, id: "1", parent: "f", attributes: { ...CALL, "gen_ai.usage.cost.amount": 0.5 } },
        {
          trace,
          id: "2",
          parent: "f",
          attributes: { ...CALL, "gen_ai.usage.cost.amount": 0.5, "gen_ai.usage.cost.currency": "EUR" },
        },
        { trace, id: "3", parent: "f", attributes: { ...CALL, "gen_ai.request.model": "unheard-of" } },
      ]);
      expect((await eventsOf("costs")).map(({ cost }) => cost)).to.deep.equal([500_000_000, COST, null]);
    });

    it("of cached tokens counted beside the input are added to it", async () => {
      const attributes = {
        ...CALL,
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.cache_read.input_tokens": 1_000,
      };
      await send("beside", [{ trace: newTrace(), id: "1", parent: "f", attributes }]);
      expect(await eventsOf("beside")).to.deep.include.members([
        { event: "llm_call", stage: "span 1", cost: 10 * 150 + 1_000 * 75 + 100 * 600, input: 1_010 },
      ]);
    });

    it("of an agent's span are those of the calls in it", async () => {
      const trace = newTrace();
      await send("summing", [
        { trace, id: "1", attributes: { ...CALL, "gen_ai.operation.name": "invoke_agent" } },
        { trace, id: "2", parent: "1", attributes: { ...CALL, "gen_ai.operation.name": "invoke_agent" } },
        { trace, id: "3", parent: "2", attributes: CALL },
      ]);
      const events = await eventsOf("summing");
      expect(events.map(({ event, input, cost }) => [event, input, cost])).to.have.deep.members([
        ["llm_call", 1_000, COST],
        ["run_finished", null, null],
        ["run_started", null, null],
        ["step", null, null],
      ]);
    });

    for (const order of [
      "in one request",
      "the inner first",
      "the outer first",
      "what connects them last",
      "in three requests at once",
    ]) {
      it(`of one call that two libraries report are counted once: ${order}`, async () => {
        const agentId = order.replaceAll(" ", "-");
        const trace = newTrace();
        const outer = { trace, id: "2", parent: "1", attributes: CALL };
        const between = { trace, id: "3", parent: "2" };
        const inner = { trace, id: "4", parent: "3", attributes: CALL };
        const requests = {
          "in one request": [[[outer, between, inner]]],
          "the inner first": [[[inner]], [[between]], [[outer]]],
          "the outer first": [[[outer]], [[between]], [[inner]]],
          "what connects them last": [[[outer]], [[inner]], [[between]]],
          "in three requests at once": [[[inner], [between], [outer]]],
        }[order];
        for (const together of requests ?? [])
          for (const { body } of await Promise.all(together.map((spans) => send(agentId, spans))))
            expect(body).to.deep.equal({});
        const events = await eventsOf(agentId);
        expect(events.filter(({ event }) => event === "llm_call")).to.have.length(1);
        expect(events.map(({ cost }) => cost ?? 0).reduce((sum, cost) => sum + cost, 0)).to.equal(COST);
        const [figures] = await server.query(
          `select sum(calls)::int as calls, sum(tokens_input)::int as input, sum(cost_nano_usd)::int as cost
           from agent_quarters where agent_id = $1`,
          [agentId],
        );
        expect(figures).to.deep.equal({ calls: 1, input: 1_000, cost: COST });
      });
    }

    it("stay as they are when calls are priced again at the same prices", async () => {
      const { "gen_ai.usage.input_tokens": _in, "gen_ai.usage.output_tokens": _out, ...silent } = CALL;
      const parent = "f";
      const trace = newTrace();
      const written = {
        ...CALL,
        "gen_ai.request.model": "claude-sonnet-4-5",
        "gen_ai.provider.name": "anthropic",
      };
      await send("repriced", [
        { trace, id: "1", parent, attributes: { ...written, "gen_ai.usage.cache_write.input_tokens": 900 } },
        { trace, id: "2", parent, attributes: silent },
        { trace, id: "3", parent, attributes: silent, status: { code: 2 } },
      ]);
      const costs = (await eventsOf("repriced")).map(({ cost }) => cost);
      // 100 x 3 + 900 x 3.75 + 100 x 15 dollars a million; of the second nobody knows; the third failed first.
      expect(costs).to.deep.equal([5_175_000, null, 0]);
      const repricing = await repriceEvents(
        { database: server.test.database, clock: () => server.now },
        {
          tenantId: "acme",
          actor: "cli",
          from: new Date(server.now.getTime() - 3_600_000),
          to: new Date(server.now.getTime() + 3_600_000),
          isDryRun: true,
        },
      );
      expect(repricing).to.include({ changed: 0 });
      expect(repricing.calls).to.be.greaterThan(0);
    });

    it("that cannot be refuse their span alone", async () => {
      const trace = newTrace();
      const { body } = await send("impossible", [
        { trace, id: "1", parent: "f", attributes: { ...CALL, "gen_ai.usage.input_tokens": -1 } },
        { trace, id: "2", parent: "f", attributes: { ...CALL, "gen_ai.usage.output_tokens": 1e12 } },
        { trace, id: "3", parent: "f", attributes: { ...CALL, "gen_ai.usage.cost.amount": -0.1 } },
        { trace, id: "4", parent: "f", attributes: CALL },
      ]);
      expect(body["partialSuccess"]).to.include({ rejectedSpans: "3" });
      expect(await eventsOf("impossible")).to.have.length(1);
    });
  });

  describe("a run", () => {
    it("is a trace: begun by what comes first, ended by its root", async () => {
      const trace = newTrace();
      await send("runner-bot", [{ trace, id: "2", parent: "1", ago: 100 }]);
      expect(await runsOf("runner-bot")).to.deep.equal([{ status: "running", reason: null, seconds: null }]);
      await send("runner-bot", [
        { trace, id: "1", durationMs: 3_000, status: { code: 2, message: "no answer" } },
      ]);
      expect(await runsOf("runner-bot")).to.deep.equal([
        { status: "failed", reason: "no answer", seconds: 3 },
      ]);
    });

    it("whose root comes a day later ends by its word", async () => {
      const start = server.now;
      try {
        const trace = newTrace();
        await send("late-bot", [{ trace, id: "2", parent: "1" }]);
        server.now = new Date(start.getTime() + 2 * 3_600_000);
        await server.test.database.withService((transaction) => closeSilentRuns(transaction, server.now));
        expect((await runsOf("late-bot"))[0]).to.include({ status: "failed" });
        server.now = new Date(start.getTime() + 24 * 3_600_000);
        const { body } = await send("late-bot", [{ trace, id: "1", ago: 24 * 3_600_000 - 1_000 }]);
        expect(body).to.deep.equal({});
        expect((await runsOf("late-bot"))[0]).to.include({ status: "succeeded", reason: null });
      } finally {
        server.now = start;
      }
    });

    it("with two roots ends with the later, and fails if one does, in whatever order they come", async () => {
      for (const [name, ids] of [
        ["two-roots", ["1", "2"]],
        ["two-roots-reversed", ["2", "1"]],
      ] as const) {
        const trace = newTrace();
        const roots: Readonly<Record<string, SpanWish>> = {
          "1": { trace, id: "1", ago: 5_000, durationMs: 1_000, status: { code: 2, message: "broken" } },
          "2": { trace, id: "2", ago: 0, durationMs: 1_000 },
        };
        for (const id of ids) await send(name, roots[id] === undefined ? [] : [roots[id]]);
        expect(await runsOf(name)).to.deep.equal([{ status: "failed", reason: "broken", seconds: 6 }]);
      }
    });

    it("of each program on the way ends with the outermost span there", async () => {
      const trace = newTrace();
      const remote = { flags: 0x300 };
      await send("backend", [
        { trace, id: "3", parent: "2", ...remote, status: { code: 2, message: "timeout" } },
        { trace, id: "4", parent: "3", flags: 0x100 },
      ]);
      await send("frontend", [
        { trace, id: "1", durationMs: 2_000 },
        { trace, id: "2", parent: "1", flags: 0x100 },
      ]);
      expect(await runsOf("backend")).to.deep.equal([{ status: "failed", reason: "timeout", seconds: 0.5 }]);
      expect(await runsOf("frontend")).to.deep.equal([{ status: "succeeded", reason: null, seconds: 2 }]);
      // The program calls itself: the root's word goes before that of what it called.
      const own = newTrace();
      await send("caller", [{ trace: own, id: "2", parent: "1", kind: 2, status: { code: 2 } }]);
      expect((await runsOf("caller"))[0]).to.include({ status: "failed" });
      await send("caller", [{ trace: own, id: "1" }]);
      expect((await runsOf("caller"))[0]).to.include({ status: "succeeded", reason: null });
    });
  });

  describe("what is wrong", () => {
    it("with a span is said and counted, and holds up no other", async () => {
      const trace = newTrace();
      const year = 365 * 86_400_000;
      const { status, body } = await server.post(
        key,
        requestOf("odd-bot", [
          spanOf({ trace, id: "1", parent: "f" }),
          spanOf({ trace, id: "2", parent: "f", ago: year }),
          spanOf({ trace, id: "3", parent: "f", ago: -year }),
          spanOf({ trace: "abc", id: "4" }),
          { ...spanOf({ trace, id: "5", parent: "f" }), startTimeUnixNano: "0", endTimeUnixNano: 0 },
          { ...spanOf({ trace, id: "6", parent: "f" }), endTimeUnixNano: 1e30 },
          spanOf({ trace: "0".repeat(32), id: "7" }),
          "no span at all",
          spanOf({ trace, id: "8", parent: "f" }),
        ]),
        { path: "/v1/traces" },
      );
      expect(status).to.equal(200);
      const partial = body["partialSuccess"];
      expect(partial).to.include({ rejectedSpans: "6" });
      expect(JSON.stringify(partial)).to.include("check the sender's clock").and.include("wrong length");
      const stages = (await eventsOf("odd-bot")).map(({ stage }) => stage);
      expect(stages).to.deep.equal(["span 1", "span 6", "span 8"]);
    });

    it("with attributes leaves them out, and says how many", async () => {
      let deep: object = { stringValue: "x" };
      for (let level = 0; level < 200; level += 1) deep = { arrayValue: { values: [deep] } };
      const many = Array.from({ length: 10_000 }, (_, index) => ({
        key: `app.key.${index}`,
        value: { intValue: index },
      }));
      const attributes = [...many, { key: "deep", value: deep }, ...pairs(CALL)];
      const span = { ...spanOf({ trace: newTrace(), id: "1", parent: "f" }), attributes };
      const { status, body } = await server.post(key, requestOf("wide-bot", [span]), { path: "/v1/traces" });
      expect(status).to.equal(200);
      expect(body["partialSuccess"]).to.deep.equal({
        rejectedSpans: "0",
        errorMessage: "9942 attributes were left out: too many, too long, nested too deep, or bytes.",
      });
      const [row] = await server.query<{ model: string; left: number; kept: number }>(
        `select model, (extra->>'attributes_left_out')::int as left,
           (select count(*)::int from jsonb_object_keys(extra->'attributes')) as kept
         from run_event_logs where agent_id = 'wide-bot'`,
      );
      expect(row).to.deep.equal({ model: "gpt-4o-mini", left: 9_942, kept: 64 });
    });

    it("with one span that is sent twice is nothing: it is stored once", async () => {
      const trace = newTrace();
      const spans = [{ trace, id: "1", attributes: CALL }];
      for (let time = 0; time < 3; time += 1)
        expect((await send("twice-bot", [...spans, ...spans])).body).to.deep.equal({});
      expect(await eventsOf("twice-bot")).to.have.length(3);
      expect(await runsOf("twice-bot")).to.have.length(1);
    });

    it("with a body is 400, 413 or 415, in the encoding of the request", async () => {
      const bytes = encodeRequest("trace", requestOf("x", [spanOf({ trace: newTrace(), id: "1" })]));
      const protobuf = { "content-type": "application/x-protobuf" };
      const tries = [
        { status: 400, headers: protobuf, body: bytes.subarray(0, bytes.length - 7) },
        { status: 400, headers: protobuf, body: new TextEncoder().encode("<html>") },
        { status: 400, headers: {}, body: "{" },
        { status: 400, headers: {}, body: '{"resourceSpans": 7}' },
        { status: 400, headers: {}, body: "[]" },
        { status: 400, headers: { ...protobuf, "content-encoding": "gzip" }, body: bytes },
        {
          status: 413,
          headers: { ...protobuf, "content-encoding": "gzip" },
          body: gzipSync(Buffer.alloc(50_000_000)),
        },
        { status: 413, headers: {}, body: " ".repeat(4_000_001) },
        { status: 415, headers: { "content-encoding": "lzma" }, body: "{}" },
        { status: 415, headers: { "content-type": "text/plain" }, body: "{}" },
      ];
      for (const { status, headers, body } of tries) {
        const response = await fetch(`${server.url}/v1/traces`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
          body: body instanceof Uint8Array ? Uint8Array.from(body) : body,
        });
        expect(response.status, JSON.stringify(headers)).to.equal(status);
        const type = response.headers.get("content-type") ?? "";
        const isProtobuf = headers["content-type"] === "application/x-protobuf";
        expect(type).to.match(isProtobuf ? /^application\/x-protobuf/ : /^application\/json/);
        const said = Buffer.from(await response.arrayBuffer()).toString();
        expect(said).to.match(/body|Content-Encoding|application\/json/);
        expect(response.headers.get("retry-after")).to.equal(null);
      }
    });

    it("with the key is 401 or 403", async () => {
      expect((await send("x", [], "ns_unknown_key_1234")).status).to.equal(401);
      const reader = await server.createKey(["read"]);
      const { status, body } = await send("x", [], reader);
      expect(status).to.equal(403);
      expect(body).to.include({ code: 7 });
    });

    it("in protobuf is answered in protobuf", async () => {
      const spans = [
        spanOf({ trace: newTrace(), id: "1" }),
        { ...spanOf({ trace: newTrace(), id: "2" }), startTimeUnixNano: 0, endTimeUnixNano: 0 },
      ];
      const response = await fetch(`${server.url}/v1/traces`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/x-protobuf" },
        body: Uint8Array.from(encodeRequest("trace", requestOf("proto-bot", spans))),
      });
      expect(response.status).to.equal(200);
      expect(decodeAnswer("trace", new Uint8Array(await response.arrayBuffer()))).to.deep.equal({
        partialSuccess: {
          rejectedSpans: 1,
          errorMessage: "Not taken: 1 × has neither a start nor an end that is a time.",
        },
      });
    });
  });

  it("takes what instrumentation libraries send", async () => {
    for (const name of ["vercel-ai-7", "openinference-langchain", "openllmetry-openai-2024"]) {
      const request = readFixtureAt(`instrumentations/${name}.json`, server.now);
      const bound = await server.createKey(["ingest"], { agentIds: [name] });
      const { status, body } = await server.post(bound, request, { path: "/v1/traces" });
      expect(status).to.equal(200);
      expect(body, name).to.deep.equal({});
      const runs = await runsOf(name);
      expect(runs.map((run) => run.status))
        .to.include("succeeded")
        .and.not.include("running");
    }
  });

  it("counts names like GenAI's that nobody knows, and the doctor names them", async () => {
    const attributes = {
      ...CALL,
      "gen_ai.future.speed": 9,
      "gen_ai.prompt.0.content": "x",
      "app.tier": "gold",
    };
    const trace = newTrace();
    for (const id of ["1", "2", "2"]) await send("early-bot", [{ trace, id, parent: "f", attributes }]);
    const findings = await checkOpenTelemetry(server.test.database);
    expect(findings).to.have.length(1);
    expect(findings[0]).to.include({ status: "warn", subject: "OpenTelemetry of acme" });
    expect(findings[0]?.detail).to.equal(
      "attributes that are not read: gen_ai.future.speed (2 ×, last by early-bot)",
    );
  });

  describe("metrics", () => {
    it("are taken and not kept, and the answer says so", async () => {
      const points = [{ asInt: "1" }, { asDouble: 2 }];
      const request = {
        resourceMetrics: [
          {
            scopeMetrics: [
              {
                metrics: [
                  { name: "a", sum: { dataPoints: points } },
                  { name: "b", gauge: { dataPoints: points } },
                  { name: "c", histogram: { dataPoints: [{ count: "3" }] } },
                ],
              },
            ],
          },
        ],
      };
      const { status, body } = await server.post(key, request, { path: "/v1/metrics" });
      expect(status).to.equal(200);
      expect(body["partialSuccess"]).to.include({ rejectedDataPoints: "5" });
      expect(JSON.stringify(body)).to.include("OTEL_METRICS_EXPORTER=none");
      expect((await server.post(key, {}, { path: "/v1/metrics" })).body).to.deep.equal({});
      expect((await server.post(key, { resourceMetrics: 1 }, { path: "/v1/metrics" })).status).to.equal(400);
      const response = await fetch(`${server.url}/v1/metrics`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/x-protobuf" },
        body: Uint8Array.from(encodeRequest("metrics", request)),
      });
      const answer = decodeAnswer("metrics", new Uint8Array(await response.arrayBuffer()));
      expect(answer["partialSuccess"]).to.include({ rejectedDataPoints: 5 });
    });
  });
});
