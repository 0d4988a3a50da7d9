import * as common from "@grafana/grafana-foundation-sdk/common";
import { StackingConfigBuilder, VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import { DashboardLinkBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { postgresTarget, SOURCE } from "./postgres-target.ts";

/** Units of Grafana that our figures are in. */
export type Unit = "short" | "percentunit" | "s" | "ms" | "currencyUSD";

/** What a panel shows. */
export interface Shown {
  readonly title: string;
  /** What the figures are, for whoever hovers over the panel's mark. */
  readonly description: string;
  readonly unit: Unit;
  readonly sql: string;
}

/** Figures by night: as bars one above the other, or as lines. */
export function nightsPanel(
  { title, description, unit, sql }: Shown,
  style: "bars" | "stacked" | "lines",
): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .noValue("no night in this time")
    .height(8)
    .span(12)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .withTarget(postgresTarget("time_series", sql));
  if (unit === "percentunit") panel.max(1);
  if (style === "lines")
    return panel.lineWidth(2).showPoints(common.VisibilityMode.Always).pointSize(6).spanNulls(true);
  panel.drawStyle(common.GraphDrawStyle.Bars).fillOpacity(70).barWidthFactor(0.6).lineWidth(0);
  return style === "bars"
    ? panel
    : panel.stacking(new StackingConfigBuilder().mode(common.StackingMode.Normal).group("A"));
}

/** One row of figures, each with a unit. */
export function figuresPanel(shown: Omit<Shown, "unit">, units: Readonly<Record<string, Unit>>): StatBuilder {
  const panel = new StatBuilder()
    .title(shown.title)
    .description(shown.description)
    .datasource(SOURCE)
    .noValue("–")
    .height(5)
    .span(24)
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.None)
    .withTarget(postgresTarget("table", shown.sql));
  for (const [column, unit] of Object.entries(units))
    panel.overrideByName(column, [{ id: "unit", value: unit }]);
  return panel;
}

/** A table; `links` leads from a column's cells to pages, hidden columns are there for links only. */
export function rowsPanel(
  shown: Omit<Shown, "unit">,
  {
    units = {},
    links = {},
    hidden = [],
  }: {
    readonly units?: Readonly<Record<string, Unit>>;
    readonly links?: Readonly<Record<string, { readonly title: string; readonly url: string }>>;
    readonly hidden?: readonly string[];
  },
): TableBuilder {
  const panel = new TableBuilder()
    .title(shown.title)
    .description(shown.description)
    .datasource(SOURCE)
    .noValue("–")
    .height(9)
    .span(24)
    .withTarget(postgresTarget("table", shown.sql));
  for (const [column, unit] of Object.entries(units))
    panel.overrideByName(column, [{ id: "unit", value: unit }]);
  for (const [column, { title, url }] of Object.entries(links))
    panel.overrideByName(column, [
      { id: "links", value: [new DashboardLinkBuilder(title).url(url).build()] },
    ]);
  for (const column of hidden) panel.overrideByName(column, [{ id: "custom.hidden", value: true }]);
  return panel;
}

/** To the run's own page, from a row that has the columns `run_id` and whichever is clicked. */
export const TO_RUN = {
  title: "Open the run in nightshift",
  url: `\${pages}/t/\${tenant}/runs/\${__data.fields.run_id}`,
} as const;
