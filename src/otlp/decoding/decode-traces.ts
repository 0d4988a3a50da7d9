import type { OtlpGroup } from "./otlp-group.ts";
import type { OtlpSpan } from "./otlp-schema.ts";
import { readItem } from "./read-item.ts";
import { type OtlpEncoding, readRequest } from "./read-request.ts";

/** The spans of a request. `body` is the parsed JSON, or the bytes. Throws MalformedOtlpError. */
export function decodeTraces(body: unknown, encoding: OtlpEncoding): readonly OtlpGroup<OtlpSpan>[] {
  return readRequest("TraceRequest", body, encoding).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.map(({ spans }) => ({ resource, items: spans.map((span) => readItem("Span", span)) })),
  );
}
