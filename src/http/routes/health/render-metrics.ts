/** A metric in Prometheus' sense; a counter's name ends in `_total`. */
export interface PrometheusMetric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge";
  /** Names tenants or says what was spent: only for whoever has METRICS_TOKEN. */
  readonly isOwn?: boolean;
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** Metrics in Prometheus' text format, version 0.0.4. */
export function renderMetrics(metrics: readonly PrometheusMetric[]): string {
  return metrics
    .flatMap(({ name, help, type, samples }) => [
      `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}${renderLabels(labels)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
