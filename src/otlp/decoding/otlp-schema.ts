import { z } from "zod";
import { NO_ATTRIBUTES, readAnyValue, readAttributes } from "./attribute-value.ts";

/*
 * What OTLP sends, in either encoding: JSON as it is, protobuf as `decodeMessage` gives it. SDKs differ in how they write
 * JSON: names in camelCase or snake_case, ids in hex or base64, 64-bit numbers as text or number, enums as number or
 * name, empty fields left out or null.
 */

const NOT_A_LENGTH = "has the wrong length";

/** An object whose fields may be in snake_case or null. */
function message<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(toCamelCase, z.object(shape));
}

function toCamelCase(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(input)) {
    const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (value !== null && (name === camel || !fields.has(camel))) fields.set(camel, value);
  }
  fields.delete("__proto__");
  return Object.fromEntries(fields);
}

/** The bytes of an id, in lower-case hex; null if it is empty or all zero. */
function id(bytes: 8 | 16, name: string) {
  return z
    .union([z.instanceof(Uint8Array), z.string()])
    .optional()
    .transform((value, context) => {
      const hex = hexOf(value ?? "", bytes);
      if (hex === undefined) context.addIssue({ code: "custom", message: `${name} ${NOT_A_LENGTH}` });
      return hex === undefined || /^0*$/.test(hex) ? null : hex;
    });
}

function hexOf(value: Uint8Array | string, bytes: number): string | undefined {
  if (typeof value !== "string") {
    return value.length === bytes || value.length === 0 ? Buffer.from(value).toString("hex") : undefined;
  }
  if (value === "") return "";
  if (value.length === bytes * 2 && /^[0-9a-f]+$/i.test(value)) return value.toLowerCase();
  if (!/^[\w+/-]+={0,2}$/.test(value)) return undefined;
  const decoded = Buffer.from(value, "base64");
  return decoded.length === bytes ? decoded.toString("hex") : undefined;
}

/** Nanoseconds since 1970 as a number: exact to a microsecond. 0 is no time. */
const nanoseconds = z
  .union([z.number(), z.string().regex(/^\d{1,20}$/, "is not a number of nanoseconds")])
  .optional()
  .transform((value) => Number(value ?? 0));

const count = z
  .union([z.number(), z.string().regex(/^\d{1,10}$/)])
  .optional()
  .transform((value) => Number(value ?? 0));

/** An enum by its number, or by its name where the JSON encoder of an SDK writes names. */
function enumeration(names: Readonly<Record<string, number>>) {
  return z
    .union([z.number(), z.string()])
    .optional()
    .transform((value) => (typeof value === "string" ? (names[value] ?? Number(value)) : (value ?? 0)));
}

const SPAN_KINDS = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
} as const;
const STATUS_CODES = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 } as const;
const SEVERITIES = {
  ...severitiesOf("TRACE", 1),
  ...severitiesOf("DEBUG", 5),
  ...severitiesOf("INFO", 9),
  ...severitiesOf("WARN", 13),
  ...severitiesOf("ERROR", 17),
  ...severitiesOf("FATAL", 21),
};

function severitiesOf(name: string, first: number): Record<string, number> {
  return Object.fromEntries(
    [0, 1, 2, 3].map((step) => [`SEVERITY_NUMBER_${name}${step === 0 ? "" : step + 1}`, first + step]),
  );
}

const attributes = z
  .array(message({ key: z.string().default(""), value: z.unknown().optional() }))
  .optional()
  .transform((pairs) => (pairs === undefined ? NO_ATTRIBUTES : readAttributes(pairs)));

const resource = message({ attributes })
  .optional()
  .transform((given) => given?.attributes ?? NO_ATTRIBUTES);

const SpanEvent = message({ timeUnixNano: nanoseconds, name: z.string().default(""), attributes });

const Span = message({
  traceId: id(16, "traceId"),
  spanId: id(8, "spanId"),
  parentSpanId: id(8, "parentSpanId"),
  flags: count,
  name: z.string().default(""),
  kind: enumeration(SPAN_KINDS),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  droppedAttributesCount: count,
  events: z.array(SpanEvent).default([]),
  status: message({ message: z.string().default(""), code: enumeration(STATUS_CODES) }).optional(),
});

const LogRecord = message({
  timeUnixNano: nanoseconds,
  observedTimeUnixNano: nanoseconds,
  severityNumber: enumeration(SEVERITIES),
  body: z
    .unknown()
    .optional()
    .transform((value) => readAnyValue(value) ?? null),
  attributes,
  droppedAttributesCount: count,
  traceId: id(16, "traceId"),
  spanId: id(8, "spanId"),
  eventName: z.string().default(""),
});

/** Spans and log records are read one by one: a bad one is refused alone. */
const items = z.array(z.unknown()).default([]);

const TraceRequest = message({
  resourceSpans: z
    .array(message({ resource, scopeSpans: z.array(message({ spans: items })).default([]) }))
    .default([]),
});

const LogsRequest = message({
  resourceLogs: z
    .array(message({ resource, scopeLogs: z.array(message({ logRecords: items })).default([]) }))
    .default([]),
});

const metricData = message({ dataPoints: items }).optional();
const MetricsRequest = message({
  resourceMetrics: z
    .array(
      message({
        scopeMetrics: z
          .array(
            message({
              metrics: z
                .array(
                  message({
                    gauge: metricData,
                    sum: metricData,
                    histogram: metricData,
                    exponentialHistogram: metricData,
                    summary: metricData,
                  }),
                )
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** The bodies of `/v1/traces`, `/v1/logs` and `/v1/metrics`, and the items that are read one by one. */
export const OtlpSchema = { TraceRequest, LogsRequest, MetricsRequest, Span, LogRecord };

/** A span as it was sent: times in nanoseconds, ids in hex. */
export type OtlpSpan = z.output<typeof Span>;
export type OtlpLogRecord = z.output<typeof LogRecord>;
