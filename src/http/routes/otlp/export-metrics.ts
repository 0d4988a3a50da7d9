import { countDataPoints } from "../../../otlp/decoding/count-data-points.ts";
import { OtlpJsonSchema } from "./otlp-json-schema.ts";
import { otlpRoute } from "./otlp-route.ts";

const NOT_KEPT =
  "nightshift counts its figures from spans and keeps no metrics of its senders; set OTEL_METRICS_EXPORTER=none to stop sending them.";

/** `POST /v1/metrics`: takes a valid request and keeps nothing of it, so that an exporter of all signals may be pointed here. */
export const exportMetricsRoute = otlpRoute({
  path: "/v1/metrics",
  id: "exportMetrics",
  summary: "takes metrics of OpenTelemetry exporters and keeps none of them",
  body: { schema: OtlpJsonSchema.MetricsRequest, example: { resourceMetrics: [] } },
  rejectedName: "rejectedDataPoints",
  record: async ({ content, encoding }) => {
    const rejected = countDataPoints(content, encoding);
    return { accepted: 0, rejected, message: rejected === 0 ? null : NOT_KEPT, lacksAgent: false };
  },
});
