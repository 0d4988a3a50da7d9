import { context, SeverityNumber, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect } from "chai";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

interface EventRow {
  readonly event: string;
  readonly status: string;
  readonly stage: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly input: number | null;
  readonly cached: number | null;
  readonly output: number | null;
  readonly cost: string | null;
  readonly extra: Record<string, unknown>;
}

describe("OpenTelemetry's own exporters for JavaScript", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  /** As a user sets them: in the environment. */
  function withSettings<Result>(settings: Readonly<Record<string, string>>, make: () => Result): Result {
    const before = { ...process.env };
    Object.assign(process.env, {
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${key}`,
      ...settings,
    });
    try {
      return make();
    } finally {
      process.env = before;
    }
  }

  function rows(agentId: string): Promise<EventRow[]> {
    return server.query<EventRow>(
      `select event, status, stage, vendor, model, tokens_input as input, tokens_cached as cached, tokens_output as output,
         cost_nano_usd::text as cost, extra from run_event_logs where agent_id = $1 order by ts, event`,
      [agentId],
    );
  }

  for (const { name, Exporter } of [
    { name: "http/json", Exporter: JsonTraceExporter },
    { name: "http/protobuf", Exporter: ProtoTraceExporter },
  ]) {
    for (const compression of ["none", "gzip"]) {
      it(`deliver spans over ${name}, compression ${compression}`, async () => {
        const agentId = `${name.replace("/", "-")}-${compression}`;
        const exporter = withSettings({ OTEL_EXPORTER_OTLP_COMPRESSION: compression }, () => new Exporter());
        const provider = new TracerProvider({
          resource: resourceFromAttributes({ "service.name": agentId, "service.version": "1.2.3" }),
          spanProcessors: [new BatchSpanProcessor({ exporter })],
        });
        runOneTicket(provider.getTracer("tickets"));
        await provider.shutdown();
        const events = await rows(agentId);
        expect(events.map(({ event, status, stage }) => [event, status, stage])).to.have.deep.members([
          ["run_started", "started", null],
          ["llm_call", "success", "chat gpt-4o-mini"],
          ["tool_call", "error", "execute_tool lookup_order"],
          ["step", "success", "send reply"],
          ["run_finished", "succeeded", null],
        ]);
        const call = events.find(({ event }) => event === "llm_call");
        expect(call).to.include({
          vendor: "openai",
          model: "gpt-4o-mini",
          input: 1_200,
          cached: 1_000,
          output: 40,
        });
        // 200 x 0.15 + 1,000 x 0.075 + 40 x 0.60 dollars a million.
        expect(call?.cost).to.equal("129000");
        expect(call?.extra).to.deep.include({
          tokens: { input_uncached: 200, cache_read: 1_000, cache_write: 0, output: 40, reasoning: 0 },
          schema_url: "https://opentelemetry.io/schemas/gen-ai/0.1.0",
        });
        expect(JSON.stringify(events)).not.to.include("Where is");
        const [run] = await server.query<{ status: string; done: boolean }>(
          "select status, ended_at is not null as done from enrichment_runs where agent_id = $1",
          [agentId],
        );
        expect(run).to.deep.equal({ status: "succeeded", done: true });
      });
    }
  }

  for (const { name, Exporter } of [
    { name: "http/json", Exporter: JsonLogExporter },
    { name: "http/protobuf", Exporter: ProtoLogExporter },
  ]) {
    it(`deliver log records over ${name}`, async () => {
      const agentId = `logs-${name.replace("/", "-")}`;
      const provider = new LoggerProvider({
        resource: resourceFromAttributes({ "service.name": agentId }),
        processors: [new BatchLogRecordProcessor({ exporter: withSettings({}, () => new Exporter()) })],
      });
      const logger = provider.getLogger("tickets");
      logger.emit({ severityNumber: SeverityNumber.WARN, body: "queue of jane@firm.example is long" });
      logger.emit({
        severityNumber: SeverityNumber.INFO,
        eventName: "gen_ai.evaluation.result",
        attributes: { "gen_ai.evaluation.name": "Relevance", "gen_ai.evaluation.score.value": 0.8 },
      });
      await provider.shutdown();
      const events = await server.query(
        `select event, status, error_msg as message, extra->>'name' as name, extra->'value' as value from run_event_logs
         where agent_id = $1 order by event`,
        [agentId],
      );
      expect(events).to.deep.equal([
        { event: "feedback", status: "ok", message: null, name: "Relevance", value: 0.8 },
        {
          event: "log",
          status: "warn",
          message: "queue of j***@firm.example is long",
          name: null,
          value: null,
        },
      ]);
    });
  }

  it("may send metrics, of which nothing is kept", async () => {
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ "service.name": "metrics" }),
      readers: [
        new PeriodicExportingMetricReader({ exporter: withSettings({}, () => new OTLPMetricExporter()) }),
      ],
    });
    provider.getMeter("tickets").createCounter("tickets").add(3);
    await provider.forceFlush();
    await provider.shutdown();
    expect(await rows("metrics")).to.deep.equal([]);
  });
});

/** A trace as an agent written by hand sends it. */
function runOneTicket(tracer: Tracer): void {
  const root = tracer.startSpan("answer ticket", { kind: SpanKind.SERVER });
  const inside = trace.setSpan(context.active(), root);
  const chat = tracer.startSpan(
    "chat gpt-4o-mini",
    {
      kind: SpanKind.CLIENT,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.usage.input_tokens": 1_200,
        "gen_ai.usage.cache_read.input_tokens": 1_000,
        "gen_ai.usage.output_tokens": 40,
        "gen_ai.input.messages": JSON.stringify([{ role: "user", content: "Where is my order?" }]),
      },
    },
    inside,
  );
  chat.end();
  const tool = tracer.startSpan(
    "execute_tool lookup_order",
    { attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "lookup_order" } },
    inside,
  );
  tool.recordException(new TypeError("no such order"));
  tool.setStatus({ code: SpanStatusCode.ERROR, message: "no such order" });
  tool.end();
  tracer.startSpan("send reply", { attributes: { "http.response.status_code": 200 } }, inside).end();
  root.end();
}
