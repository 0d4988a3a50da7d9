import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** How long a run took. */
export interface DurationPoint {
  readonly label: ChartLabel;
  readonly durationMs: number | null;
}

/** How long the nights took. */
export function runDurationChart(points: readonly DurationPoint[]): Chart {
  return createChart(
    {
      id: "durations",
      title: "Duration of nights",
      description: "From the start of a run to its end.",
      labelName: "Night",
    },
    {
      labels: points.map(({ label }) => label),
      series: [
        { name: "duration", unit: "ms", kind: "bar", values: points.map(({ durationMs }) => durationMs) },
      ],
    },
  );
}
