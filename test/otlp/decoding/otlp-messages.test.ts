import { expect } from "chai";
import { OTLP_MESSAGES } from "../../../src/otlp/decoding/otlp-messages.ts";
import { lookUp } from "../support/definitions.ts";

/** Our messages and the official ones they stand for. */
const OFFICIAL: Readonly<Record<string, string>> = {
  TraceRequest: "collector.trace.v1.ExportTraceServiceRequest",
  ResourceSpans: "trace.v1.ResourceSpans",
  ScopeSpans: "trace.v1.ScopeSpans",
  Span: "trace.v1.Span",
  SpanEvent: "trace.v1.Span.Event",
  SpanStatus: "trace.v1.Status",
  LogsRequest: "collector.logs.v1.ExportLogsServiceRequest",
  ResourceLogs: "logs.v1.ResourceLogs",
  ScopeLogs: "logs.v1.ScopeLogs",
  LogRecord: "logs.v1.LogRecord",
  MetricsRequest: "collector.metrics.v1.ExportMetricsServiceRequest",
  ResourceMetrics: "metrics.v1.ResourceMetrics",
  ScopeMetrics: "metrics.v1.ScopeMetrics",
  Metric: "metrics.v1.Metric",
  Resource: "resource.v1.Resource",
  KeyValue: "common.v1.KeyValue",
  AnyValue: "common.v1.AnyValue",
  ArrayValue: "common.v1.ArrayValue",
  KeyValueList: "common.v1.KeyValueList",
  Member: "common.v1.KeyValue",
  ExportResponse: "collector.trace.v1.ExportTraceServiceResponse",
};
/** Messages of several signals that are the same on the wire; google.rpc.Status is not OpenTelemetry's. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  MetricData: ["Gauge", "Sum", "Histogram", "ExponentialHistogram", "Summary"].map(
    (name) => `metrics.v1.${name}`,
  ),
  PartialSuccess: [
    "collector.trace.v1.ExportTracePartialSuccess",
    "collector.logs.v1.ExportLogsPartialSuccess",
    "collector.metrics.v1.ExportMetricsPartialSuccess",
  ],
};

describe("our messages of OTLP", () => {
  for (const message of OTLP_MESSAGES.nestedArray) {
    const { name } = message;
    if (name === "RpcStatus") continue;
    it(`have ${name} as it is defined`, () => {
      const ours = OTLP_MESSAGES.lookupType(name).fieldsArray;
      for (const path of SHARED[name] ?? [OFFICIAL[name] ?? ""]) {
        const official = lookUp(path);
        for (const field of ours) {
          const defined = official.fieldsById[field.id];
          expect(defined, `${path} has no field ${field.id}`).not.to.equal(undefined);
          if (!field.name.startsWith("rejected")) expect(defined?.name).to.equal(field.name);
          expect(defined?.repeated, `${path}.${field.name}`).to.equal(field.repeated);
          expect(wireOf(field), `${path}.${field.name}`).to.equal(
            defined === undefined ? "" : wireOf(defined),
          );
        }
      }
    });
  }
});

/** How a field is written: messages and bytes alike, enums like numbers. */
function wireOf(field: { readonly type: string; readonly resolvedType: unknown }): string {
  const { type, resolvedType } = field;
  if (typeof resolvedType === "object" && resolvedType !== null)
    return "values" in resolvedType ? "varint" : "delimited";
  if (["int32", "int64", "uint32", "uint64", "bool"].includes(type)) return "varint";
  return /^(?:bytes|string)$/.test(type) ? "delimited" : /^[A-Z]/.test(type) ? "delimited" : type;
}
