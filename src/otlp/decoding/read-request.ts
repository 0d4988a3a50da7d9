import { decodeMessage } from "./decode-message.ts";
import { MalformedOtlpError } from "./malformed-otlp-error.ts";
import { OtlpSchema } from "./otlp-schema.ts";

/** How a request is encoded. */
export type OtlpEncoding = "json" | "protobuf";

type Name = "TraceRequest" | "LogsRequest" | "MetricsRequest";

/** A request by its schema. `body` is the parsed JSON, or the bytes. Throws MalformedOtlpError. */
export function readRequest<N extends Name>(
  name: N,
  body: unknown,
  encoding: OtlpEncoding,
): ReturnType<(typeof OtlpSchema)[N]["parse"]>;
export function readRequest(name: Name, body: unknown, encoding: OtlpEncoding): unknown {
  const content = encoding === "json" ? body : decode(name, body);
  const result = OtlpSchema[name].safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new MalformedOtlpError(
    `The body is not an OTLP ${name}: ${issue?.path.join(".") || "body"} ${issue?.message ?? "is not understood"}.`,
    { cause: result.error },
  );
}

function decode(name: Name, body: unknown): unknown {
  try {
    if (!(body instanceof Uint8Array)) throw new TypeError("protobuf comes as bytes");
    return decodeMessage(name, body);
  } catch (cause) {
    throw new MalformedOtlpError(
      `The body is not an OTLP ${name} in protobuf: it is cut off, or something else.`,
      { cause },
    );
  }
}
