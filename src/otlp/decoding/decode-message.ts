import { OTLP_MESSAGES } from "./otlp-messages.ts";

/** A message that comes in. */
export type IncomingMessage =
  | "TraceRequest"
  | "LogsRequest"
  | "MetricsRequest"
  | "Span"
  | "LogRecord"
  | "AnyValue";

/**
 * A message as a plain object, its 64-bit numbers as numbers, bytes as Uint8Array; what is not known is left out. Throws
 * an Error if the bytes are not such a message, or nest deeper than 100 messages.
 */
export function decodeMessage(message: IncomingMessage, bytes: Uint8Array): unknown {
  const type = OTLP_MESSAGES.lookupType(message);
  return type.toObject(type.decode(bytes), { longs: Number });
}
