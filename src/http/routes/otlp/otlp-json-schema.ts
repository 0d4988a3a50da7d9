import { z } from "zod";

/** Fields of the protocol that are not described here: opentelemetry-proto has them all. */
const message = z.looseObject({});

const TraceRequest = z
  .looseObject({
    resourceSpans: z
      .array(
        z.looseObject({
          resource: message.optional(),
          scopeSpans: z.array(z.looseObject({ spans: z.array(message).optional() })).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: "ExportTraceServiceRequest" });

const LogsRequest = z
  .looseObject({
    resourceLogs: z
      .array(
        z.looseObject({
          resource: message.optional(),
          scopeLogs: z.array(z.looseObject({ logRecords: z.array(message).optional() })).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: "ExportLogsServiceRequest" });

const MetricsRequest = z
  .looseObject({ resourceMetrics: z.array(message).optional() })
  .meta({ id: "ExportMetricsServiceRequest" });

const Status = z.object({ code: z.int().describe("A code of gRPC."), message: z.string() }).meta({
  id: "RpcStatus",
  examples: [{ code: 16, message: "The API key is unknown, expired or revoked." }],
});

/** The answer of a signal whose refused items are counted in this field. */
function answerOf(rejectedName: string): z.ZodType {
  return z.object({
    partialSuccess: z
      .object({ [rejectedName]: z.string(), errorMessage: z.string() })
      .optional()
      .describe("Missing if all was taken as it came."),
  });
}

/** What OTLP sends and gets as JSON, as it is described; requests are read item by item elsewhere. */
export const OtlpJsonSchema = { TraceRequest, LogsRequest, MetricsRequest, Status, answerOf };
