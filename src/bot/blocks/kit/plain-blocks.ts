import type { DataTableBlock, KnownBlock } from "@slack/types";
import type { ChartBlock } from "./chart-block.ts";
import { codeSections } from "./code-sections.ts";
import { cellText } from "./data-table-block.ts";
import { tableLines } from "./table-lines.ts";
import { escapeText, section } from "./text.ts";

/** Any block that is sent, with only its type known. */
interface SentBlock {
  readonly type: string;
}

/** Whether blocks hold a chart or a table of the newer kind, which not every Slack takes. */
export function hasNativeBlocks(blocks: readonly SentBlock[]): boolean {
  return blocks.some((block) => isChart(block) || isDataTable(block));
}

/** The same blocks for a Slack that takes neither charts nor tables: their figures as lines of text. */
export function plainBlocks<Sent extends SentBlock>(blocks: readonly Sent[]): (Sent | KnownBlock)[] {
  return blocks.flatMap((block): (Sent | KnownBlock)[] => {
    if (isChart(block)) return chartLines(block);
    if (isDataTable(block)) return dataTableLines(block);
    return [block];
  });
}

function isChart(block: SentBlock): block is ChartBlock {
  return block.type === "data_visualization";
}

function isDataTable(block: SentBlock): block is DataTableBlock {
  return block.type === "data_table";
}

function chartLines({ title, chart }: ChartBlock): KnownBlock[] {
  const lines =
    chart.type === "pie"
      ? tableLines(
          ["", "value"],
          chart.segments.map(({ label, value }) => [label, String(value)]),
        )
      : tableLines(
          [chart.axis_config.y_label, ...chart.series.map(({ name }) => name)],
          chart.axis_config.categories.map((category, place) => [
            category,
            ...chart.series.map(({ data }) => String(data[place]?.value ?? "–")),
          ]),
        );
  return [section(`*${escapeText(title, 100)}*`), ...codeSections(lines, 1)];
}

function dataTableLines({ caption, rows }: DataTableBlock): KnownBlock[] {
  const [head = [], ...rest] = rows.map((row) => row.map(cellText));
  return [section(`*${escapeText(caption, 150)}*`), ...codeSections(tableLines(head, rest), 3)];
}
