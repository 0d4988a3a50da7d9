import { OTLP_MESSAGES } from "./otlp-messages.ts";

/** The bytes of an answer. */
export function encodeMessage(
  message: "ExportResponse" | "RpcStatus",
  content: Readonly<Record<string, unknown>>,
): Uint8Array {
  const type = OTLP_MESSAGES.lookupType(message);
  return type.encode(type.fromObject(content)).finish();
}
