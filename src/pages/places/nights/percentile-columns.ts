import { formatFigure } from "../../../charts/format-figure.ts";
import type { TableColumn } from "../../kit/data-table.ts";

/** How long companies took in a stage; null where none was attempted. */
interface Percentiles {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/** The percentiles of a stage's durations, as columns of a table. */
export function percentileColumns(): TableColumn<Percentiles>[] {
  return (["p50", "p95", "p99"] as const).map((name) => ({
    name,
    isNumber: true,
    value: (row) => row[`${name}Ms`],
    show: (row) => formatFigure(row[`${name}Ms`], "ms"),
  }));
}
