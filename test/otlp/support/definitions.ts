import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

const FOLDER = new URL("../fixtures/definitions/", import.meta.url);

/** The official definitions of the protocol (opentelemetry-proto 1.11). */
export const DEFINITIONS: protobuf.Root = load([
  "common/v1/common.proto",
  "resource/v1/resource.proto",
  "trace/v1/trace.proto",
  "logs/v1/logs.proto",
  "metrics/v1/metrics.proto",
  "collector/trace/v1/trace_service.proto",
  "collector/logs/v1/logs_service.proto",
  "collector/metrics/v1/metrics_service.proto",
]);

function load(files: readonly string[]): protobuf.Root {
  const root = new protobuf.Root();
  for (const file of files) protobuf.parse(readFileSync(new URL(file, FOLDER), "utf8"), root);
  root.resolveAll();
  return root;
}

/** A message of the official definitions by its name without the package. */
export function lookUp(path: string): protobuf.Type {
  return DEFINITIONS.lookupType(`opentelemetry.proto.${path}`);
}

/** Bytes of a request, encoded by the official definitions. */
export function encodeRequest(signal: "trace" | "logs" | "metrics", content: object): Uint8Array {
  const name = { trace: "Trace", logs: "Logs", metrics: "Metrics" }[signal];
  const type = lookUp(`collector.${signal}.v1.Export${name}ServiceRequest`);
  return type.encode(type.fromObject(withBytes(content))).finish();
}

/** Ids are hex in our fixtures, bytes in protobuf. */
function withBytes(content: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).map(([key, value]: [string, unknown]) => [key, convert(key, value)]),
  );
}

function convert(key: string, value: unknown): unknown {
  if (typeof value === "string" && /^(?:traceId|spanId|parentSpanId)$/.test(key))
    return Buffer.from(value, "hex");
  if (Array.isArray(value)) return value.map((item: unknown) => convert("", item));
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) return withBytes(value);
  return value;
}

/** What an answer of `signal` says, decoded by the official definitions. */
export function decodeAnswer(
  signal: "trace" | "logs" | "metrics",
  bytes: Uint8Array,
): Record<string, unknown> {
  const name = { trace: "Trace", logs: "Logs", metrics: "Metrics" }[signal];
  const type = lookUp(`collector.${signal}.v1.Export${name}ServiceResponse`);
  return type.toObject(type.decode(bytes), { longs: Number });
}
