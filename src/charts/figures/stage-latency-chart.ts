import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** A night's, or a stage's, durations of a company's work, in milliseconds. */
export interface LatencyPoint {
  readonly label: ChartLabel;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** How long companies took in a stage, over the nights. */
export function stageLatencyChart(stage: string, points: readonly LatencyPoint[]): Chart {
  return createChart(
    {
      id: `latency-${stage.replaceAll(/[^\w-]/g, "-")}`,
      title: `Latency of ${stage}`,
      description: "Half of the companies took at most p50, 95 of 100 at most p95, 99 of 100 at most p99.",
      labelName: "Night",
    },
    {
      labels: points.map(({ label }) => label),
      series: [
        { name: "p50", unit: "ms", kind: "line", values: points.map(({ p50Ms }) => p50Ms) },
        { name: "p95", unit: "ms", kind: "line", values: points.map(({ p95Ms }) => p95Ms) },
        { name: "p99", unit: "ms", kind: "line", values: points.map(({ p99Ms }) => p99Ms) },
      ],
    },
  );
}
