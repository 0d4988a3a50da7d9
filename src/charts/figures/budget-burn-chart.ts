import type { Chart } from "../chart.ts";
import { createChart } from "../create-chart.ts";

/** What a tenant's nights of a month have cost. */
export interface BurnDay {
  readonly date: string;
  /** Null for days to come. */
  readonly costUsd: number | null;
}

/**
 * The money spent since the first of the days, day by day, and where it ends if the days to come cost as much as the days so
 * far did on average.
 */
export function budgetBurnChart(days: readonly BurnDay[]): Chart {
  let sum = 0;
  const spent = days.map(({ costUsd }) => {
    if (costUsd === null) return null;
    sum += costUsd;
    return sum;
  });
  const past = days.filter(({ costUsd }) => costUsd !== null).length;
  const aDay = past === 0 ? 0 : sum / past;
  return createChart(
    {
      id: "burn",
      title: "Spend this month, with forecast",
      description: "Spent so far, and the forecast at the average of the days so far.",
      labelName: "Day",
    },
    {
      labels: days.map(({ date }) => ({ text: date, href: null })),
      series: [
        { name: "spent", unit: "usd", kind: "line", values: spent },
        {
          name: "forecast",
          unit: "usd",
          kind: "line",
          values: days.map((_day, place) =>
            past === 0 || place < past - 1 ? null : sum + aDay * (place - past + 1),
          ),
        },
      ],
    },
  );
}
