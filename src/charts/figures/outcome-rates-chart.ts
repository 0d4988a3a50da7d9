import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** The attempts of a night over all stages. */
export interface OutcomePoint {
  readonly label: ChartLabel;
  readonly successes: number;
  readonly errors: number;
}

/** The shares of attempts that succeeded and failed, over the nights. */
export function outcomeRatesChart(points: readonly OutcomePoint[]): Chart {
  const share = (part: number, { successes, errors }: OutcomePoint) =>
    successes + errors === 0 ? null : part / (successes + errors);
  return createChart(
    {
      id: "outcomes",
      title: "Success and error rate",
      description:
        "Shares of the attempts of all stages; companies skipped or blocked by robots.txt do not count.",
      labelName: "Night",
    },
    {
      max: 1,
      labels: points.map(({ label }) => label),
      series: [
        {
          name: "success",
          unit: "share",
          kind: "bar",
          stack: "outcome",
          colour: 2,
          values: points.map((point) => share(point.successes, point)),
        },
        {
          name: "error",
          unit: "share",
          kind: "bar",
          stack: "outcome",
          colour: 1,
          values: points.map((point) => share(point.errors, point)),
        },
      ],
    },
  );
}
