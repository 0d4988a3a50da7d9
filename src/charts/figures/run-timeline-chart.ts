import type { Chart } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** When a stage ran, in milliseconds since the run began. */
export interface StageSpan {
  readonly stage: string;
  readonly href: string | null;
  readonly fromMs: number;
  readonly durationMs: number;
}

/** When each stage of a run began and how long it took. */
export function runTimelineChart(spans: readonly StageSpan[]): Chart {
  return createChart(
    {
      id: "timeline",
      title: "Stages over time",
      description: "Each bar begins when the stage began and is as long as the stage took.",
      labelName: "Stage",
    },
    {
      lying: true,
      labels: spans.map(({ stage, href }) => ({ text: stage, href })),
      series: [
        {
          name: "began after",
          unit: "ms",
          kind: "bar",
          stack: "stage",
          colour: null,
          values: spans.map(({ fromMs }) => fromMs),
        },
        {
          name: "took",
          unit: "ms",
          kind: "bar",
          stack: "stage",
          colour: 0,
          values: spans.map(({ durationMs }) => durationMs),
        },
      ],
    },
  );
}
