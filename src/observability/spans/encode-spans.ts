import protobuf from "protobufjs/light.js";
import { VERSION } from "../../version.ts";
import type { Span } from "./span.ts";

/** The release of the GenAI conventions that our attributes follow. */
const SCHEMA_URL = "https://opentelemetry.io/schemas/gen-ai/0.1.0";
const KINDS = { internal: 1, client: 3 } as const;
const STATUS_ERROR = 2;
/** Bits of `flags`: sampled, and that we know whether the parent is in another process. */
const FLAGS = 0x101;
const NANOSECONDS = 1_000_000n;

/** The messages of the OpenTelemetry protocol (opentelemetry-proto 1.11), as far as we write them; a test reads them by the official definitions. */
const MESSAGES = protobuf.Root.fromJSON({
  nested: {
    Request: { fields: { resourceSpans: { rule: "repeated", type: "ResourceSpans", id: 1 } } },
    ResourceSpans: {
      fields: {
        resource: { type: "Resource", id: 1 },
        scopeSpans: { rule: "repeated", type: "ScopeSpans", id: 2 },
      },
    },
    Resource: { fields: { attributes: { rule: "repeated", type: "KeyValue", id: 1 } } },
    ScopeSpans: {
      fields: {
        scope: { type: "Scope", id: 1 },
        spans: { rule: "repeated", type: "Span", id: 2 },
        schemaUrl: { type: "string", id: 3 },
      },
    },
    Scope: { fields: { name: { type: "string", id: 1 }, version: { type: "string", id: 2 } } },
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
        status: { type: "Status", id: 15 },
      },
    },
    Status: { fields: { message: { type: "string", id: 2 }, code: { type: "int32", id: 3 } } },
    KeyValue: { fields: { key: { type: "string", id: 1 }, value: { type: "AnyValue", id: 2 } } },
    AnyValue: {
      oneofs: { value: { oneof: ["stringValue", "boolValue", "intValue", "doubleValue"] } },
      fields: {
        stringValue: { type: "string", id: 1 },
        boolValue: { type: "bool", id: 2 },
        intValue: { type: "int64", id: 3 },
        doubleValue: { type: "double", id: 4 },
      },
    },
  },
});

/** A request of OTLP's with these spans, in protobuf. */
export function encodeSpans(spans: readonly Span[], serviceName: string): Uint8Array {
  const type = MESSAGES.lookupType("Request");
  const request = {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ "service.name": serviceName, "service.version": VERSION }) },
        scopeSpans: [
          {
            scope: { name: "nightshift", version: VERSION },
            spans: spans.map(messageOf),
            schemaUrl: SCHEMA_URL,
          },
        ],
      },
    ],
  };
  return type.encode(type.fromObject(request)).finish();
}

function messageOf(span: Span) {
  const { error } = span;
  return {
    traceId: Buffer.from(span.traceId, "hex"),
    spanId: Buffer.from(span.spanId, "hex"),
    ...(span.parentSpanId !== null && { parentSpanId: Buffer.from(span.parentSpanId, "hex") }),
    flags: FLAGS,
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanosecondsOf(span.startedAt),
    endTimeUnixNano: nanosecondsOf(span.endedAt),
    attributes: attributesOf({ ...span.attributes, "error.type": error?.type ?? null }),
    ...(error !== null && { status: { code: STATUS_ERROR, message: error.message } }),
  };
}

/** As text, since a number holds too few digits. */
function nanosecondsOf(at: Date): string {
  return String(BigInt(at.getTime()) * NANOSECONDS);
}

function attributesOf(attributes: Span["attributes"]) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: anyValueOf(value) }],
  );
}

function anyValueOf(value: string | number | boolean) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
}
