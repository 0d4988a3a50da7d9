/** One value of a metric. */
interface MetricSample {
  /** What follows the metric's name: `_bucket`, `_sum` or `_count` of a histogram; absent otherwise. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric in Prometheus' sense; a counter's name ends in `_total`. */
export interface PrometheusMetric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Names tenants or says what was spent: only for whoever has METRICS_TOKEN. */
  readonly isOwn?: boolean;
  readonly samples: readonly MetricSample[];
}
