import { decodeTraces } from "../../../otlp/decoding/decode-traces.ts";
import { OtlpJsonSchema } from "./otlp-json-schema.ts";
import { otlpRoute } from "./otlp-route.ts";

/** `POST /v1/traces`: spans of OpenTelemetry's exporters become calls, steps and runs. */
export const exportTracesRoute = otlpRoute({
  path: "/v1/traces",
  id: "exportTraces",
  summary: "takes spans of OpenTelemetry exporters, JSON or protobuf",
  body: { schema: OtlpJsonSchema.TraceRequest, example: { resourceSpans: [] } },
  rejectedName: "rejectedSpans",
  record: async ({ content, encoding }, sender, ingest) =>
    ingest.otlp.recordSpans(sender, decodeTraces(content, encoding)),
});
