import type { KnownBlock } from "@slack/types";
import { runDurationChart } from "../../../charts/figures/run-duration-chart.ts";
import { vendorUseChart } from "../../../charts/figures/vendor-use-chart.ts";
import type { EnrichmentRun } from "../../../entities/enrichment-run.ts";
import type { RunMetric } from "../../../entities/run-metric.ts";
import type { RunStageStat } from "../../../entities/run-stage-stat.ts";
import type { RunVendorUsage } from "../../../entities/run-vendor-usage.ts";
import { nanoNumber } from "../../../nano-usd.ts";
import { sharesInWords } from "../../../observability/figures/share-words.ts";
import type { ComparedFigure, NightComparison } from "../../../observability/nights/compare-with-nights.ts";
import { DEGRADATIONS, type NotedDegradation } from "../../../observability/reads/degradations.ts";
import type { CostForecast } from "../../../observability/reads/forecast-cost.ts";
import type { RunHistory } from "../../ports/runs.ts";
import { chartBlock } from "../kit/chart-block.ts";
import { codeSections } from "../kit/code-sections.ts";
import { countText, durationText, moneyText } from "../kit/measures.ts";
import type { Message, MessageBlock } from "../kit/message.ts";
import { RUN_MARKS, STAGE_MARKS } from "../kit/status-words.ts";
import { tableLines } from "../kit/table-lines.ts";
import {
  context,
  dateText,
  escapeProse,
  escapeText,
  header,
  mrkdwn,
  namePeople,
  section,
  traceText,
} from "../kit/text.ts";

const MOST_SHARES = 15;

/** The answer to `/run-stats`. `history` is null where there is nothing to compare; `hints` are closing lines, e.g. what else to ask. */
export function runStatsMessage(
  {
    run,
    stages,
    vendors,
    metrics,
    degradations,
    forecast,
  }: {
    readonly run: EnrichmentRun;
    readonly stages: readonly RunStageStat[];
    readonly vendors: readonly RunVendorUsage[];
    readonly metrics: readonly RunMetric[];
    readonly degradations: readonly NotedDegradation[];
    readonly forecast: CostForecast | null;
  },
  history: RunHistory | null,
  now: Date,
  hints: readonly string[],
): Message {
  const took = (run.endedAt ?? now).getTime() - run.startedAt.getTime();
  const title = `${RUN_MARKS[run.status]} ${run.tenantId}: run ${run.status}`;
  const blocks: MessageBlock[] = [
    header(title),
    {
      type: "section",
      fields: [
        mrkdwn(`*Started*\n${dateText(run.startedAt)}`),
        mrkdwn(`*${run.endedAt === null ? "Running for" : "Took"}*\n${durationText(took)}`),
        forecast === null
          ? mrkdwn(`*Cost*\n${escapeText(moneyText(run.costNanoUsd), 40)}`)
          : mrkdwn(`*Cost so far*\n${escapeText(moneyText(forecast.spentNanoUsd), 40)}`),
        mrkdwn(`*Run*\n\`${escapeText(run.runId, 60)}\``),
        ...(forecast === null ? [] : [mrkdwn(`*Cost at its end*\n${forecastText(forecast)}`)]),
      ],
    },
    ...(run.statusReason === null ? [] : [section(namePeople(escapeText(run.statusReason, 600)))]),
    ...degradationSections(degradations),
    ...(history === null ? [] : comparisonSections(history.comparison)),
    ...stageSections(stages),
    ...vendorSections(vendors),
    ...shareSections(metrics),
    ...(history === null ? [] : historyCharts(history)),
    ...closing(run, vendors, hints),
  ];
  return {
    text: `${escapeText(title)}, ${durationText(took)}, ${escapeText(moneyText(run.costNanoUsd), 40)}${history === null ? "" : comparisonText(history.comparison)}`,
    blocks,
  };
}

function comparisonSections({ nights, figures }: NightComparison): KnownBlock[] {
  if (nights === null) return [context("This is the first night, so there is none to compare it with.")];
  const known = figures.filter(({ own, median }) => own !== null || median !== null);
  const lines = tableLines(
    ["", "now", "median", "lowest", "highest"],
    known.map(({ name, unit, own, median, lowest, highest }) => [
      name,
      ...[own, median, lowest, highest].map((value) => shortFigure(value, unit)),
    ]),
  );
  return [section(`*Against the ${nights}*`), ...codeSections(lines, 1)];
}

/** For screen readers and notifications: what a night is judged by first. */
function comparisonText({ nights, figures }: NightComparison): string {
  if (nights === null) return "";
  const said = figures
    .filter(({ own, median }) => own !== null && median !== null)
    .map(
      ({ name, unit, own, median }) =>
        `${name} ${shortFigure(own, unit)} (median ${shortFigure(median, unit)})`,
    );
  return said.length === 0 ? "" : `; against the ${nights}: ${said.join(", ")}`;
}

function shortFigure(value: number | null, unit: ComparedFigure["unit"]): string {
  if (value === null) return "–";
  switch (unit) {
    case "ms":
      return durationText(value);
    case "usd":
      return moneyText(BigInt(nanoNumber(value)));
    case "count":
      return countText(value);
    case "share":
      return `${(value * 100).toFixed(1)}%`;
  }
}

/** How long the nights took and what each vendor charged, as charts; none of a single night. */
function historyCharts({ nights }: RunHistory): MessageBlock[] {
  if (nights.length < 2) return [];
  const points = nights.map((night) => ({ label: { text: night.runDate.slice(5), href: null }, night }));
  const duration = runDurationChart(
    points.map(({ label, night: { startedAt, endedAt } }) => ({
      label,
      durationMs: endedAt === null ? null : endedAt.getTime() - startedAt.getTime(),
    })),
  );
  const names = [...new Set(nights.flatMap(({ vendors }) => vendors.map(({ vendor }) => vendor)))];
  const cost = vendorUseChart(
    "costUsd",
    points.map(({ label, night }) => ({
      label,
      vendors: Object.fromEntries(
        names.map((name) => [
          name,
          night.vendors.find(({ vendor }) => vendor === name) ?? { calls: 0, errors: 0, costUsd: 0 },
        ]),
      ),
    })),
  );
  return [chartBlock(duration, "line"), chartBlock(cost, "bar")].filter((block) => block !== null);
}

/** The expected value, and the 95 % range. */
function forecastText({ expectedNanoUsd, lowNanoUsd, highNanoUsd, unknownStages }: CostForecast): string {
  const without = unknownStages.length === 0 ? "" : `, without ${unknownStages.join(", ")}`;
  const [low, expected, high] = [lowNanoUsd, expectedNanoUsd, highNanoUsd].map((cost) =>
    escapeText(moneyText(cost), 40),
  );
  return `${expected} (${low} to ${high})${without}`;
}

function degradationSections(degradations: readonly NotedDegradation[]): KnownBlock[] {
  if (degradations.length === 0) return [];
  const lines = degradations.map(
    ({ degradation, reason }) => `• ${DEGRADATIONS[degradation]}: ${escapeText(reason, 200)}`,
  );
  return [section(["*Does less*", ...lines].join("\n"))];
}

function stageSections(stages: readonly RunStageStat[]): KnownBlock[] {
  if (stages.length === 0) return [section("*Stages*\nNo stage has started yet.")];
  const lines = tableLines(
    ["stage", "n", "err", "p50", "p95", "p99"],
    stages.map((stage) => [
      stage.status === "succeeded" ? stage.stage : `${stage.stage} ${STAGE_MARKS[stage.status]}`,
      countText(stage.countTotal),
      countText(stage.countError),
      durationText(stage.p50Ms),
      durationText(stage.p95Ms),
      durationText(stage.p99Ms),
    ]),
  );
  return [section("*Stages*"), ...codeSections(lines, 1)];
}

function vendorSections(vendors: readonly RunVendorUsage[]): KnownBlock[] {
  if (vendors.length === 0) return [section("*Vendors*\nNo vendor was called.")];
  const lines = tableLines(
    ["vendor", "calls", "err", "429", "quota", "cost"],
    vendors.map((vendor) => [
      vendor.vendor,
      countText(vendor.calls),
      countText(vendor.errors),
      countText(vendor.rateLimitHits),
      vendor.quotaExhausted ? "out" : "ok",
      vendor.unpricedCalls > 0 && vendor.costNanoUsd === 0n ? "unknown" : moneyText(vendor.costNanoUsd),
    ]),
  );
  return [section("*Vendors*"), ...codeSections(lines, 1)];
}

/** A run has its metrics once it has ended. */
function shareSections(metrics: readonly RunMetric[]): KnownBlock[] {
  if (metrics.length === 0) return [];
  const lines = sharesInWords(metrics)
    .slice(0, MOST_SHARES)
    .map(({ name, value, parts }) => {
      const said = parts === "" ? value : `${value} (${parts})`;
      return `• ${escapeText(name.replaceAll("_", " "), 50)}: ${escapeText(said, 50)}`;
    });
  return [section(["*Shares*", ...lines].join("\n"))];
}

function closing(
  run: EnrichmentRun,
  vendors: readonly RunVendorUsage[],
  hints: readonly string[],
): KnownBlock[] {
  const unpriced = vendors.reduce((sum, vendor) => sum + vendor.unpricedCalls, 0);
  const url = run.langsmithTraceUrl;
  const lines = [
    ...(url !== null && /^https?:\/\/[^\s|<>]{1,1000}$/.test(url) ? [`<${url}|Open the trace>`] : []),
    `\`/trace ${traceText(run.traceId)}\` shows all that it caused`,
    ...(unpriced > 0 ? [`${countText(unpriced)} calls have no known price and are in no sum.`] : []),
    ...hints.map((hint) => escapeProse(hint, 300)),
  ];
  return [context(...lines)];
}
