import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** The verdicts of a night, with where the true rate lies with 95 % confidence. */
export interface PassPoint {
  readonly label: ChartLabel;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The pass rate of samples with its 95 % interval, over the nights. */
export function qaPassRateChart(points: readonly PassPoint[]): Chart {
  const width = points.map(({ low, high }) => (low === null || high === null ? null : high - low));
  const area = { unit: "share", kind: "area", stack: "interval" } as const;
  const base = createChart(
    {
      id: "pass-rate",
      title: "QA pass rate",
      description: "Passed share of the decided samples; the band holds the true rate with 95 % confidence.",
      labelName: "Night",
    },
    {
      max: 1,
      labels: points.map(({ label }) => label),
      series: [
        { name: "pass rate", unit: "share", kind: "line", colour: 0, values: points.map(({ rate }) => rate) },
        { ...area, name: "lower end", colour: null, values: points.map(({ low }) => low) },
        { ...area, name: "95 % interval", colour: 0, values: width },
      ],
    },
  );
  // The table has the interval's ends instead of its width.
  const end = (name: string, values: (number | null)[]) => ({ name, unit: "share", values }) as const;
  return {
    ...base,
    series: [
      ...base.series.slice(0, 1),
      end(
        "at least",
        points.map(({ low }) => low),
      ),
      end(
        "at most",
        points.map(({ high }) => high),
      ),
    ],
  };
}
