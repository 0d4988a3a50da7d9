import type { EChartsCoreOption } from "echarts/core";
import type { ChartLabel, ChartSeries } from "./chart.ts";
import { formatFigure, type Unit } from "./format-figure.ts";
import { DASHES, GRID, INK, PAPER, SYMBOLS, seriesColour } from "./series-colour.ts";

const FONT_SIZE = 12;
/** Above this many points a line has no symbols: they would hide it. */
const MOST_SYMBOLS = 40;

/** How a series is drawn, beside its numbers. */
export interface Drawing {
  readonly kind: "line" | "bar" | "area";
  /** Bars and areas of one stack stand on each other. */
  readonly stack?: string;
  /** Its place among the colours; that in the list unless set. `null` draws it invisibly, to lift what is stacked on it. */
  readonly colour?: number | null;
  /** 1 for the axis on the right. */
  readonly axis?: 0 | 1;
}

export interface Axes {
  readonly labels: readonly ChartLabel[];
  readonly series: readonly (ChartSeries & Drawing)[];
  /** Labels on the left, bars to the right: for names rather than nights. */
  readonly lying?: boolean;
  /** The largest value of the axis, where it is known: 1 for shares. */
  readonly max?: number;
}

/** An ECharts option for lines, bars and areas over labels; null when there is nothing to draw. */
export function drawOption({ labels, series, lying = false, max }: Axes): EChartsCoreOption | null {
  if (!series.some(({ values }) => values.some((value) => value !== null))) return null;
  const isNamed = series.filter(({ colour }) => colour !== null).length > 1;
  const units = [0, 1].flatMap((axis) => {
    const unit = series.find((one) => (one.axis ?? 0) === axis)?.unit;
    return unit === undefined ? [] : [unit];
  });
  const category = {
    type: "category",
    data: labels.map(({ text }) => text),
    inverse: lying,
    boundaryGap: series.some(({ kind }) => kind === "bar"),
    axisLine: { lineStyle: { color: GRID } },
    axisTick: { show: false },
    axisLabel: { color: INK, fontSize: FONT_SIZE, hideOverlap: true },
  };
  const values = units.map((unit, place) => valueAxis(unit, place, max));
  return {
    animation: false,
    textStyle: { color: INK, fontFamily: "inherit", fontSize: FONT_SIZE },
    // Letters are measured by guess on the server: the room on the left is for those that turn out wider.
    grid: { left: 16, right: 12, top: isNamed ? 40 : 16, bottom: 4, outerBoundsMode: "same" },
    legend: {
      show: isNamed,
      left: 0,
      top: 0,
      itemWidth: 22,
      itemHeight: 10,
      itemGap: 12,
      textStyle: { color: INK, fontSize: FONT_SIZE },
      data: series.filter(({ colour }) => colour !== null).map(({ name }) => name),
    },
    xAxis: lying ? values : category,
    yAxis: lying ? category : values,
    series: series.map((one, place) => drawSeries(one, place, labels.length)),
  };
}

function valueAxis(unit: Unit, place: number, max: number | undefined) {
  return {
    type: "value",
    ...(place === 0 && max !== undefined && { max, interval: max / 4 }),
    min: 0,
    splitNumber: 4,
    ...(unit !== "share" && unit !== "usd" && { minInterval: 1 }),
    splitLine: { show: place === 0, lineStyle: { color: GRID } },
    axisLabel: {
      color: INK,
      fontSize: FONT_SIZE,
      hideOverlap: true,
      formatter: (value: number) => formatFigure(value, unit),
    },
  };
}

function drawSeries(series: ChartSeries & Drawing, place: number, points: number) {
  const { name, values, kind, stack, axis = 0 } = series;
  const colour = series.colour === null ? "transparent" : seriesColour(series.colour ?? place);
  const common = {
    name,
    data: [...values],
    ...(stack !== undefined && { stack }),
    yAxisIndex: axis,
    silent: series.colour === null,
  };
  if (kind === "bar") {
    const itemStyle = {
      color: colour,
      ...(series.colour !== null && { borderColor: PAPER, borderWidth: points > 60 ? 0 : 1 }),
    };
    return { ...common, type: "bar", barMaxWidth: 28, itemStyle };
  }
  return {
    ...common,
    type: "line",
    connectNulls: false,
    showSymbol: series.colour !== null && points <= MOST_SYMBOLS && kind !== "area",
    symbol: SYMBOLS[place % SYMBOLS.length],
    symbolSize: 6,
    itemStyle: { color: colour },
    lineStyle: {
      color: colour,
      width: series.colour === null || kind === "area" ? 0 : 2,
      type: DASHES[place % DASHES.length],
    },
    ...(kind === "area" && { areaStyle: { color: colour, opacity: series.colour === null ? 0 : 0.18 } }),
  };
}
