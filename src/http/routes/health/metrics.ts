import { countedMetrics } from "../../../observability/metrics/counted-metrics.ts";
import { gaugeMetrics, poolMetrics } from "../../../observability/metrics/gauge-metrics.ts";
import type { PrometheusMetric } from "../../../observability/metrics/prometheus-metric.ts";
import {
  readProcessMetrics,
  renderProcessMetrics,
} from "../../../observability/metrics/read-process-metrics.ts";
import { createLook } from "../../kit/create-look.ts";
import type { Route } from "../../kit/route.ts";
import type { MetricsReading, ServicePort } from "../../ports/service-port.ts";
import { deliveryMetrics } from "./delivery-metrics.ts";
import { HealthSchema } from "./health-schema.ts";
import { isOperator } from "./is-operator.ts";
import { refusalMetric } from "./refusal-metric.ts";
import { renderMetrics } from "./render-metrics.ts";

/** What costs a look into the database. */
const readMetrics = createLook((service: ServicePort) => service.readMetrics());

/** How long the database may take before a scrape goes without it, in milliseconds. */
const PATIENCE_MS = 1_500;

/**
 * `GET /metrics`: what all processes counted together, and how this one is doing; Prometheus' text format, JSON by Accept.
 * What says what was spent is shown with METRICS_TOKEN only. While the database is away, the process's own part.
 */
export const metricsRoute: Route = {
  method: "get",
  path: "/metrics",
  scope: null,
  id: "getMetrics",
  tag: "Health",
  summary: "runs, stages, vendors, queues, messages and this process, for Prometheus or as JSON",
  answers: { 200: { mediaTypes: ["text/plain", "application/json"], schema: HealthSchema.Metrics } },
  async answer({ request, response, ports }) {
    const isTrusted = isOperator(request, ports.service.metricsToken);
    const reading = await inTime(readMetrics(ports.service));
    const all: PrometheusMetric[] = [
      {
        name: "nightshift_database_up",
        help: "Whether the database answered this scrape; without it only this process's metrics are shown.",
        type: "gauge",
        samples: [{ labels: {}, value: reading === null ? 0 : 1 }],
      },
      ...(reading === null ? [] : sharedMetrics(reading)),
      ...poolMetrics(ports.service.readPools()),
      refusalMetric(ports.refusals.totals()),
    ];
    const metrics = all.filter(({ isOwn }) => isTrusted || isOwn !== true);
    response.vary("Accept, Authorization");
    if (request.accepts(["text/plain", "application/json"]) === "application/json") {
      response.json({ metrics: [...metrics.map(toJson), ...(await readProcessMetrics()).map(ownToJson)] });
      return;
    }
    const text = `${renderMetrics(metrics)}${await renderProcessMetrics()}`;
    response.type("text/plain; version=0.0.4; charset=utf-8").send(text);
  },
};

function sharedMetrics({ totals, gauges, delivery }: MetricsReading): PrometheusMetric[] {
  return [...countedMetrics(totals), ...gaugeMetrics(gauges), ...deliveryMetrics(delivery)];
}

async function inTime(reading: Promise<MetricsReading>): Promise<MetricsReading | null> {
  const { promise: silence, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, PATIENCE_MS, null);
  try {
    return await Promise.race([reading, silence]);
  } catch {
    // Why the database cannot be read is said by /health and in the log.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function toJson({ name, type, help, samples }: PrometheusMetric) {
  return {
    name,
    type,
    help,
    samples: samples.map(({ suffix = "", labels, value }) => ({ name: `${name}${suffix}`, labels, value })),
  };
}

function ownToJson({ name, type, help, values }: Awaited<ReturnType<typeof readProcessMetrics>>[number]) {
  return {
    name,
    type: String(type),
    help,
    samples: values.map((one) => ({
      // prom-client's types leave out the name with which a part of a histogram is shown.
      name: "metricName" in one ? String(one.metricName) : name,
      labels: Object.fromEntries(Object.entries(one.labels).map(([key, label]) => [key, String(label)])),
      value: one.value,
    })),
  };
}
