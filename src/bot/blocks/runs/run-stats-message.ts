import type { KnownBlock } from "@slack/types";
import type { EnrichmentRun } from "../../../entities/enrichment-run.ts";
import type { RunMetric } from "../../../entities/run-metric.ts";
import type { RunStageStat } from "../../../entities/run-stage-stat.ts";
import type { RunVendorUsage } from "../../../entities/run-vendor-usage.ts";
import { sharesInWords } from "../../../observability/figures/share-words.ts";
import { DEGRADATIONS, type NotedDegradation } from "../../../observability/reads/degradations.ts";
import type { CostForecast } from "../../../observability/reads/forecast-cost.ts";
import { codeSections } from "../kit/code-sections.ts";
import { countText, durationText, moneyText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
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

const MOST_SHARES = 20;

/** The answer to `/run-stats`. `hints` are closing lines, e.g. what else to ask. */
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
  now: Date,
  hints: readonly string[],
): Message {
  const took = (run.endedAt ?? now).getTime() - run.startedAt.getTime();
  const title = `${RUN_MARKS[run.status]} ${run.tenantId}: run ${run.status}`;
  const blocks: KnownBlock[] = [
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
    ...stageSections(stages),
    ...vendorSections(vendors),
    ...shareSections(metrics),
    ...closing(run, vendors, hints),
  ];
  return {
    text: `${escapeText(title)}, ${durationText(took)}, ${escapeText(moneyText(run.costNanoUsd), 40)}`,
    blocks,
  };
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
      `${STAGE_MARKS[stage.status]} ${stage.stage}`,
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
