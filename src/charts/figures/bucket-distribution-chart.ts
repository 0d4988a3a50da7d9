import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** The shares of a night's scores. */
export interface BucketPoint {
  readonly label: ChartLabel;
  readonly high: number | null;
  readonly medium: number | null;
  readonly low: number | null;
}

/** How the scores of each night fall into High, Medium and Low. */
export function bucketDistributionChart(points: readonly BucketPoint[]): Chart {
  const bar = { unit: "share", kind: "bar", stack: "bucket" } as const;
  return createChart(
    {
      id: "buckets",
      title: "Score buckets",
      description: "Shares of the companies scored in each night.",
      labelName: "Night",
    },
    {
      max: 1,
      labels: points.map(({ label }) => label),
      series: [
        { ...bar, name: "High", colour: 2, values: points.map(({ high }) => high) },
        { ...bar, name: "Medium", colour: 3, values: points.map(({ medium }) => medium) },
        { ...bar, name: "Low", colour: 5, values: points.map(({ low }) => low) },
      ],
    },
  );
}
