import type { Block } from "@slack/types";
import type { Chart, ChartSeries } from "../../../charts/chart.ts";
import type { Unit } from "../../../charts/format-figure.ts";
import { cutText } from "./text.ts";

/** A value at a label of the x axis, or a part of a pie. */
interface ChartPoint {
  readonly label: string;
  readonly value: number;
}

interface AxisChart {
  readonly type: "line" | "bar" | "area";
  readonly series: readonly { readonly name: string; readonly data: readonly ChartPoint[] }[];
  readonly axis_config: {
    readonly categories: readonly string[];
    readonly x_label: string;
    readonly y_label: string;
  };
}

interface PieChart {
  readonly type: "pie";
  readonly segments: readonly ChartPoint[];
}

/** Slack's chart (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block), which its SDK has no type for yet. */
export interface ChartBlock extends Block {
  readonly type: "data_visualization";
  readonly title: string;
  readonly chart: AxisChart | PieChart;
}

const MAX_TITLE = 50;
const MAX_NAME = 20;
const MAX_POINTS = 20;
const MAX_SERIES = 6;

/** How a figure is plotted: Slack writes plain numbers on the axis, so that its title names the unit. */
const PLOTTED: Readonly<Record<Unit, { readonly factor: number; readonly label: string }>> = {
  count: { factor: 1, label: "count" },
  share: { factor: 100, label: "percent" },
  ms: { factor: 0.001, label: "seconds" },
  usd: { factor: 1, label: "US dollars" },
  tokens: { factor: 1, label: "tokens" },
};

/**
 * One of our charts as Slack draws them: the newest 20 labels for which every series has a value, and the six greatest
 * series. Null without a single point, since Slack refuses an empty chart.
 */
export function chartBlock(chart: Chart, type: AxisChart["type"]): ChartBlock | null {
  const series = greatestSeries(chart.series);
  const places = chart.labels
    .map((_label, place) => place)
    .filter((place) => series.every(({ values }) => isPlotted(values[place])))
    .slice(-MAX_POINTS);
  const unit = series[0]?.unit;
  if (unit === undefined || places.length === 0) return null;
  const { factor, label } = PLOTTED[unit];
  const categories = uniqueNames(places.map((place) => chart.labels[place]?.text ?? ""));
  const names = uniqueNames(series.map(({ name }) => name));
  return {
    type: "data_visualization",
    title: cutText(chart.title, MAX_TITLE),
    chart: {
      type,
      series: series.map(({ values }, index) => ({
        name: names[index] ?? "",
        data: places.map((place, point) => ({
          label: categories[point] ?? "",
          value: rounded((values[place] ?? 0) * factor),
        })),
      })),
      axis_config: { categories, x_label: cutText(chart.labelName, MAX_TITLE), y_label: label },
    },
  };
}

/** The shares of a whole; parts of nothing are left out, and beyond five the rest is one part. Null without any part. */
export function pieBlock(title: string, parts: readonly ChartPoint[]): ChartBlock | null {
  const sorted = parts.filter(({ value }) => value > 0).toSorted((one, other) => other.value - one.value);
  if (sorted.length === 0) return null;
  const shown = sorted.length <= MAX_SERIES ? sorted : sorted.slice(0, MAX_SERIES - 1);
  const rest = sorted.slice(shown.length).reduce((sum, { value }) => sum + value, 0);
  const all = rest > 0 ? [...shown, { label: "others", value: rest }] : shown;
  const names = uniqueNames(all.map(({ label }) => label));
  return {
    type: "data_visualization",
    title: cutText(title, MAX_TITLE),
    chart: {
      type: "pie",
      segments: all.map(({ value }, index) => ({ label: names[index] ?? "", value: rounded(value) })),
    },
  };
}

/** Series that have a value at all, the greatest six of them in their order. */
function greatestSeries(series: readonly ChartSeries[]): ChartSeries[] {
  const sizes = new Map(
    series.map((one) => [one, one.values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0)]),
  );
  const kept = new Set(
    series
      .filter(({ values }) => values.some(isPlotted))
      .toSorted((one, other) => (sizes.get(other) ?? 0) - (sizes.get(one) ?? 0))
      .slice(0, MAX_SERIES),
  );
  return series.filter((one) => kept.has(one));
}

function isPlotted(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** Four significant digits: what fits a chart. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Names of at most 20 characters; Slack takes no two alike, so that later ones get a number. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let next = cutText(name.trim() === "" ? "–" : name, MAX_NAME);
    for (let count = 2; taken.has(next); count += 1) {
      const ending = ` ${count}`;
      next = `${cutText(name, MAX_NAME - ending.length)}${ending}`;
    }
    taken.add(next);
    return next;
  });
}
