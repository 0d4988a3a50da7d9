import { context, SpanKind, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { type AgentDay, startOf } from "./agent-day.ts";

export const INVOICE_AGENT = "invoice-classifier";
const INVOICES = 120;

/** An agent's day, reported by an unmodified OpenTelemetry exporter: it sends whole scans to a dear model, and overspends. */
export async function classifyInvoices(day: AgentDay): Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: `${day.url}/v1/traces`,
    headers: { Authorization: `Bearer ${day.key}` },
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": INVOICE_AGENT }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("invoices");
  for (let index = 0; index < INVOICES; index += 1) {
    const startTime = startOf(day, index, INVOICES);
    const endTime = new Date(startTime.getTime() + 4_200);
    const root = tracer.startSpan("classify invoice", { startTime, root: true });
    const call = tracer.startSpan(
      "chat gpt-5",
      {
        startTime,
        kind: SpanKind.CLIENT,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "openai",
          "gen_ai.request.model": "gpt-5",
          "gen_ai.response.model": "gpt-5",
          "gen_ai.usage.input_tokens": 42_000 + index * 10,
          "gen_ai.usage.output_tokens": 900,
        },
      },
      trace.setSpan(context.active(), root),
    );
    call.end(new Date(endTime.getTime() - 100));
    root.end(endTime);
  }
  await provider.shutdown();
}
