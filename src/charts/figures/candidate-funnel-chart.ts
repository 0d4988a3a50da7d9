import type { Chart } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** From candidates to leads delivered. */
export interface FunnelStep {
  readonly name: string;
  readonly href: string | null;
  readonly count: number | null;
}

/** How many companies were left at each step of a night. */
export function candidateFunnelChart(steps: readonly FunnelStep[]): Chart {
  return createChart(
    {
      id: "funnel",
      title: "From candidates to shortlist",
      description: "How many companies were left at each step of the newest night.",
      labelName: "Step",
    },
    {
      lying: true,
      labels: steps.map(({ name, href }) => ({ text: name, href })),
      series: [{ name: "companies", unit: "count", kind: "bar", values: steps.map(({ count }) => count) }],
    },
  );
}
