import type { EChartsCoreOption } from "echarts/core";
import type { Unit } from "./format-figure.ts";

/** A place on a chart's axis, and where its rows are. */
export interface ChartLabel {
  readonly text: string;
  readonly href: string | null;
}

/** A row of figures in the order of the labels; null where there is nothing to show. */
export interface ChartSeries {
  readonly name: string;
  readonly unit: Unit;
  readonly values: readonly (number | null)[];
}

/** A chart: what is drawn, and the same numbers as a table. */
export interface Chart {
  /** Unique on a page; part of its address. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for people who cannot see it. */
  readonly description: string;
  /** What a label is: "Night", "Stage". */
  readonly labelName: string;
  readonly labels: readonly ChartLabel[];
  readonly series: readonly ChartSeries[];
  /** Null without a single value: there is nothing to draw. */
  readonly option: EChartsCoreOption | null;
  /** In the units of its width, which is CHART_WIDTH. */
  readonly height: number;
}
