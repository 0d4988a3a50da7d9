import type { Chart, ChartLabel } from "../chart.ts";
import { createChart } from "../create-chart.ts";
import type { Unit } from "../format-figure.ts";

/** What each vendor did in a night, by the vendor's name. */
export interface VendorNight {
  readonly label: ChartLabel;
  readonly vendors: Readonly<
    Record<string, { readonly calls: number; readonly errors: number; readonly costUsd: number | null }>
  >;
}

const SHOWN = {
  calls: { title: "Vendor calls", unit: "count", description: "Attempts to each vendor, retries included." },
  errors: { title: "Vendor errors", unit: "count", description: "Failed attempts to each vendor." },
  costUsd: {
    title: "Vendor cost",
    unit: "usd",
    description: "What each vendor charged; calls without a known price are not in it.",
  },
} as const satisfies Record<string, { title: string; unit: Unit; description: string }>;

/** Calls, errors or cost of the vendors, stacked, over the nights. A vendor without any is left out. */
export function vendorUseChart(what: keyof typeof SHOWN, nights: readonly VendorNight[]): Chart {
  const { title, unit, description } = SHOWN[what];
  const names = [...new Set(nights.flatMap(({ vendors }) => Object.keys(vendors)))].toSorted();
  return createChart(
    { id: `vendor-${what.toLowerCase()}`, title, description, labelName: "Night" },
    {
      labels: nights.map(({ label }) => label),
      series: names.map((name, colour) => ({
        name,
        unit,
        kind: "bar",
        stack: "vendors",
        colour,
        values: nights.map(({ vendors }) => vendors[name]?.[what] ?? null),
      })),
    },
  );
}
