import { decodeLogs } from "../../../otlp/decoding/decode-logs.ts";
import { OtlpJsonSchema } from "./otlp-json-schema.ts";
import { otlpRoute } from "./otlp-route.ts";

/** `POST /v1/logs`: log records and events of OpenTelemetry's exporters. */
export const exportLogsRoute = otlpRoute({
  path: "/v1/logs",
  id: "exportLogs",
  summary: "takes log records and events of OpenTelemetry exporters",
  body: {
    schema: OtlpJsonSchema.LogsRequest,
    example: {
      resourceLogs: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "support-bot" } }] },
          scopeLogs: [{ logRecords: [{ severityNumber: 13, body: { stringValue: "the queue is long" } }] }],
        },
      ],
    },
  },
  rejectedName: "rejectedLogRecords",
  record: async ({ content, encoding }, sender, ingest) =>
    ingest.otlp.recordLogs(sender, decodeLogs(content, encoding)),
});
