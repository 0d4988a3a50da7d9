import type { MetricTotalRow } from "./metric-store.ts";
import { METRIC_TABLE, metricOf } from "./metric-table.ts";
import type { PrometheusMetric } from "./prometheus-metric.ts";

/** Every counted metric, also those of which nothing was counted yet; totals of metrics we do not know are left out. */
export function countedMetrics(totals: readonly MetricTotalRow[]): PrometheusMetric[] {
  const byMetric = Map.groupBy(totals, ({ metric }) => metric);
  return Object.keys(METRIC_TABLE).flatMap((name) => {
    const row = metricOf(name);
    if (row === null) return [];
    const { type, help, isOwn = false, buckets = [] } = row;
    const bySeries = Map.groupBy(byMetric.get(name) ?? [], ({ labels }) => labels);
    const samples = [...bySeries].flatMap(([key, parts]) => {
      const labels = readLabels(key);
      if (type === "counter") return parts.map(({ total }) => ({ labels, value: total }));
      return histogramSamples(labels, buckets, new Map(parts.map(({ part, total }) => [part, total])));
    });
    return [{ name, help, type, samples, ...(isOwn && { isOwn }) }];
  });
}

/** Buckets are stored apart and shown cumulative, as Prometheus wants them. */
function histogramSamples(
  labels: Readonly<Record<string, string>>,
  buckets: readonly number[],
  parts: ReadonlyMap<string, number>,
): PrometheusMetric["samples"] {
  // A bound that another version had counts in the next one up.
  const counts = [...parts].flatMap(([part, total]) =>
    part === "sum" ? [] : [{ bound: part === "+Inf" ? Number.POSITIVE_INFINITY : Number(part), total }],
  );
  const upTo = (most: number) =>
    counts.reduce((sum, { bound, total }) => (bound <= most ? sum + total : sum), 0);
  const all = upTo(Number.POSITIVE_INFINITY);
  return [
    ...buckets.map((bound) => ({
      suffix: "_bucket",
      labels: { ...labels, le: String(bound) },
      value: upTo(bound),
    })),
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: all },
    { suffix: "_sum", labels, value: parts.get("sum") ?? 0 },
    { suffix: "_count", labels, value: all },
  ];
}

function readLabels(key: string): Record<string, string> {
  const labels: unknown = JSON.parse(key);
  return Object.fromEntries(
    Object.entries(typeof labels === "object" && labels !== null ? labels : {}).map(([name, value]) => [
      name,
      String(value),
    ]),
  );
}
