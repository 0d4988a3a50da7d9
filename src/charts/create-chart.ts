import type { Chart } from "./chart.ts";
import { type Axes, drawOption } from "./draw-option.ts";

const HEIGHT = 240;
const ROW_HEIGHT = 26;

/** A chart of lines, bars or areas, with the table of its numbers. Invisible series are in neither legend nor table. */
export function createChart(
  about: Pick<Chart, "id" | "title" | "description" | "labelName">,
  axes: Axes,
): Chart {
  const { labels, series, lying = false } = axes;
  return {
    ...about,
    labels,
    series: series
      .filter(({ colour }) => colour !== null)
      .map(({ name, unit, values }) => ({ name, unit, values })),
    option: labels.length === 0 ? null : drawOption(axes),
    height: lying ? Math.max(120, 56 + labels.length * ROW_HEIGHT) : HEIGHT,
  };
}
