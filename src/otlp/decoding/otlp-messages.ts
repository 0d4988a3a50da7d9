import protobuf from "protobufjs/light.js";

/**
 * The messages of the OpenTelemetry protocol (opentelemetry-proto 1.11), as far as they are read or answered;
 * test/otlp/decoding/otlp-messages.test.ts compares them with the official definitions. What may be broken on its own is declared as bytes
 * and decoded one by one, so that one bad span or value does not take the rest of its request with it.
 */
export const OTLP_MESSAGES: protobuf.Root = protobuf.Root.fromJSON({
  nested: {
    TraceRequest: { fields: { resourceSpans: { rule: "repeated", type: "ResourceSpans", id: 1 } } },
    ResourceSpans: {
      fields: {
        resource: { type: "Resource", id: 1 },
        scopeSpans: { rule: "repeated", type: "ScopeSpans", id: 2 },
      },
    },
    ScopeSpans: {
      fields: {
        spans: { rule: "repeated", type: "bytes", id: 2 },
      },
    },
    Span: {
      fields: {
        traceId: { type: "bytes", id: 1 },
        spanId: { type: "bytes", id: 2 },
        parentSpanId: { type: "bytes", id: 4 },
        flags: { type: "fixed32", id: 16 },
        name: { type: "string", id: 5 },
        kind: { type: "int32", id: 6 },
        startTimeUnixNano: { type: "fixed64", id: 7 },
        endTimeUnixNano: { type: "fixed64", id: 8 },
        attributes: { rule: "repeated", type: "KeyValue", id: 9 },
        droppedAttributesCount: { type: "uint32", id: 10 },
        events: { rule: "repeated", type: "SpanEvent", id: 11 },
        status: { type: "SpanStatus", id: 15 },
      },
    },
    SpanEvent: {
      fields: {
        timeUnixNano: { type: "fixed64", id: 1 },
        name: { type: "string", id: 2 },
        attributes: { rule: "repeated", type: "KeyValue", id: 3 },
      },
    },
    SpanStatus: { fields: { message: { type: "string", id: 2 }, code: { type: "int32", id: 3 } } },
    LogsRequest: { fields: { resourceLogs: { rule: "repeated", type: "ResourceLogs", id: 1 } } },
    ResourceLogs: {
      fields: {
        resource: { type: "Resource", id: 1 },
        scopeLogs: { rule: "repeated", type: "ScopeLogs", id: 2 },
      },
    },
    ScopeLogs: {
      fields: {
        logRecords: { rule: "repeated", type: "bytes", id: 2 },
      },
    },
    LogRecord: {
      fields: {
        timeUnixNano: { type: "fixed64", id: 1 },
        observedTimeUnixNano: { type: "fixed64", id: 11 },
        severityNumber: { type: "int32", id: 2 },
        body: { type: "bytes", id: 5 },
        attributes: { rule: "repeated", type: "KeyValue", id: 6 },
        droppedAttributesCount: { type: "uint32", id: 7 },
        traceId: { type: "bytes", id: 9 },
        spanId: { type: "bytes", id: 10 },
        eventName: { type: "string", id: 12 },
      },
    },
    MetricsRequest: { fields: { resourceMetrics: { rule: "repeated", type: "ResourceMetrics", id: 1 } } },
    ResourceMetrics: { fields: { scopeMetrics: { rule: "repeated", type: "ScopeMetrics", id: 2 } } },
    ScopeMetrics: { fields: { metrics: { rule: "repeated", type: "Metric", id: 2 } } },
    Metric: {
      fields: {
        gauge: { type: "MetricData", id: 5 },
        sum: { type: "MetricData", id: 7 },
        histogram: { type: "MetricData", id: 9 },
        exponentialHistogram: { type: "MetricData", id: 10 },
        summary: { type: "MetricData", id: 11 },
      },
    },
    MetricData: { fields: { dataPoints: { rule: "repeated", type: "bytes", id: 1 } } },
    Resource: { fields: { attributes: { rule: "repeated", type: "KeyValue", id: 1 } } },
    KeyValue: { fields: { key: { type: "string", id: 1 }, value: { type: "bytes", id: 2 } } },
    AnyValue: {
      fields: {
        stringValue: { type: "string", id: 1 },
        boolValue: { type: "bool", id: 2 },
        intValue: { type: "int64", id: 3 },
        doubleValue: { type: "double", id: 4 },
        arrayValue: { type: "ArrayValue", id: 5 },
        kvlistValue: { type: "KeyValueList", id: 6 },
        bytesValue: { type: "bytes", id: 7 },
      },
      oneofs: {
        value: {
          oneof: [
            "stringValue",
            "boolValue",
            "intValue",
            "doubleValue",
            "arrayValue",
            "kvlistValue",
            "bytesValue",
          ],
        },
      },
    },
    ArrayValue: { fields: { values: { rule: "repeated", type: "AnyValue", id: 1 } } },
    KeyValueList: { fields: { values: { rule: "repeated", type: "Member", id: 1 } } },
    Member: { fields: { key: { type: "string", id: 1 }, value: { type: "AnyValue", id: 2 } } },
    ExportResponse: { fields: { partialSuccess: { type: "PartialSuccess", id: 1 } } },
    PartialSuccess: {
      fields: { rejected: { type: "int64", id: 1 }, errorMessage: { type: "string", id: 2 } },
    },
    RpcStatus: { fields: { code: { type: "int32", id: 1 }, message: { type: "string", id: 2 } } },
  },
});
