import { type OtlpEncoding, readRequest } from "./read-request.ts";

/** How many data points a request of metrics has. `body` is the parsed JSON, or the bytes. Throws MalformedOtlpError. */
export function countDataPoints(body: unknown, encoding: OtlpEncoding): number {
  return readRequest("MetricsRequest", body, encoding)
    .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .flatMap((metric) => Object.values(metric))
    .reduce((total, data) => total + (data?.dataPoints.length ?? 0), 0);
}
