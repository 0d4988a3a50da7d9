import { collectDefaultMetrics, type MetricObjectWithValues, type MetricValue, Registry } from "prom-client";

let registry: Registry | null = null;

/** Gauges whose names end as a counter's: promtool complains, and the same is shown by type without the suffix. */
const MISNAMED = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
];

/** The metrics of this process by prom-client: processor, memory, event loop, garbage collection. */
function openRegistry(): Registry {
  if (registry !== null) return registry;
  registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}

/** In Prometheus' text format. */
export async function renderProcessMetrics(): Promise<string> {
  return openRegistry().metrics();
}

export async function readProcessMetrics(): Promise<MetricObjectWithValues<MetricValue<string>>[]> {
  return openRegistry().getMetricsAsJSON();
}
