import type { Chart } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** How many rationales are this long. */
export interface LengthBand {
  /** Such as `80 to 159`. */
  readonly band: string;
  readonly count: number;
}

/** How long the rationales of the newest night are, in characters. */
export function rationaleLengthChart(bands: readonly LengthBand[]): Chart {
  return createChart(
    {
      id: "rationale",
      title: "Length of rationales",
      description: "Number of rationales by their length in characters, in the newest night.",
      labelName: "Characters",
    },
    {
      labels: bands.map(({ band }) => ({ text: band, href: null })),
      series: [{ name: "rationales", unit: "count", kind: "bar", values: bands.map(({ count }) => count) }],
    },
  );
}
