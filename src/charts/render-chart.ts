import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeHtml } from "../escape-html.ts";
import type { Chart } from "./chart.ts";
import { formatFigure } from "./format-figure.ts";

use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** Drawings scale with the page; at this width their letters have the size they are set in. */
export const CHART_WIDTH = 460;

/**
 * A chart as SVG that any strict content policy lets through: attributes instead of styles, no script, ids of its own. Each
 * drawn value bears its label and figure, which browsers show on hovering. Null when there is nothing to draw.
 */
export function renderChart(chart: Chart): string | null {
  const { option, height, id } = chart;
  if (option === null) return null;
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: CHART_WIDTH, height });
  try {
    drawing.setOption(option);
    return tidy(drawing.renderToSVGString(), chart);
  } finally {
    drawing.dispose();
  }

  function tidy(svg: string, { title, description }: Chart): string {
    const inner = svg
      .replace(/^<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<style ?>.*?<\/style>/s, "")
      .replace(/<rect width="\d+" height="\d+" x="0" y="0" fill="none"><\/rect>/, "")
      .replaceAll(
        /<path ([^>]*?) ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)" ecmeta_ssr_type="chart"[^>]*><\/path>/g,
        (_match, attributes: string, series: string, place: string) =>
          `<path ${attributes}><title>${escapeHtml(nameValue(Number(series), Number(place)))}</title></path>`,
      )
      .replaceAll(/ (?:ecmeta_\w+|class|pointer-events|xml:space)="[^"]*"/g, "")
      .replaceAll(/ style="([^"]*)"/g, (_match, style: string) => asAttributes(style))
      .replaceAll(/zr\d+-/g, `${id}-`)
      .replaceAll(/\n/g, "");
    return `<svg class="chart" viewBox="0 0 ${CHART_WIDTH} ${height}" width="${CHART_WIDTH}" height="${height}" role="img" aria-label="${escapeHtml(`${title}. ${description}`)}">${inner}</svg>`;
  }

  function nameValue(series: number, place: number): string {
    const drawn = chart.series[series - (invisibleBefore(option, series) ?? 0)];
    if (drawn === undefined) return chart.labels[place]?.text ?? "";
    return `${chart.labels[place]?.text ?? ""}: ${drawn.name} ${formatFigure(drawn.values[place] ?? null, drawn.unit)}`;
  }
}

/** How many series before this one are only there to lift others. */
function invisibleBefore(option: Chart["option"], series: number): number {
  const list: readonly unknown[] = Array.isArray(option?.["series"]) ? option["series"] : [];
  return list.slice(0, series).filter(isInvisible).length;
}

function isInvisible(series: unknown): boolean {
  return typeof series === "object" && series !== null && "silent" in series && series.silent === true;
}

/** `font-size:12px;fill:red;` as attributes. */
function asAttributes(style: string): string {
  return style
    .split(";")
    .filter((part) => part.includes(":") && !part.startsWith("font-family"))
    .map((part) => {
      const [name = "", value = ""] = part.split(":");
      return ` ${name.trim()}="${value.trim()}"`;
    })
    .join("");
}
