import type { PrometheusMetric } from "../../../observability/metrics/prometheus-metric.ts";
import type { RefusalPort } from "../../ports/refusal-port.ts";

/** Refusals as a metric. No label names a tenant, a key or an address. */
export function refusalMetric(totals: ReturnType<RefusalPort["totals"]>): PrometheusMetric {
  return {
    name: "nightshift_refusals_total",
    help: "Requests and people that this process refused since it started, by where they came and why.",
    type: "counter",
    samples: totals.map(({ door, reason, total }) => ({ labels: { door, reason }, value: total })),
  };
}
