import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** How good a night's addresses are. */
export interface EmailPoint {
  readonly label: ChartLabel;
  /** Of the known addresses. */
  readonly verifiedShare: number | null;
  /** Of the companies. */
  readonly withBusinessShare: number | null;
}

/** The share of verified addresses, and of companies that can be written to, over the nights. */
export function verifiedEmailChart(points: readonly EmailPoint[]): Chart {
  return createChart(
    {
      id: "emails",
      title: "Verified e-mail rate",
      description:
        "Verified share of the known addresses; share of companies with a usable business address.",
      labelName: "Night",
    },
    {
      max: 1,
      labels: points.map(({ label }) => label),
      series: [
        {
          name: "addresses verified",
          unit: "share",
          kind: "line",
          values: points.map(({ verifiedShare }) => verifiedShare),
        },
        {
          name: "companies with one",
          unit: "share",
          kind: "line",
          values: points.map(({ withBusinessShare }) => withBusinessShare),
        },
      ],
    },
  );
}
