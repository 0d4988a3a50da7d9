import { randomBytes } from "node:crypto";

const HEADER = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/;

/** A random id of so many bytes, in hex, never all zero. */
function createId(bytes: 8 | 16): string {
  const id = randomBytes(bytes).toString("hex");
  return /^0+$/.test(id) ? createId(bytes) : id;
}

/** The trace id of a W3C `traceparent`; null when it is none. */
function readTraceId(header: string | undefined): string | null {
  const [, traceId = "", spanId = ""] = HEADER.exec(header ?? "") ?? [];
  return traceId === "" || /^0+$/.test(traceId) || /^0+$/.test(spanId) ? null : traceId;
}

/** W3C trace context. https://www.w3.org/TR/trace-context/ */
export const traceparent = {
  createTraceId: () => createId(16),
  createSpanId: () => createId(8),
  readTraceId,
  write: (traceId: string, spanId: string) => `00-${traceId}-${spanId}-01`,
};
