import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { ExportGate } from "../../entities/export-gate.ts";
import type { RunMetric } from "../../entities/run-metric.ts";
import { usdNumber } from "../../nano-usd.ts";
import { formatUsd } from "../../observability/costs/money.ts";
import { sharesInWords } from "../../observability/figures/share-words.ts";
import { DEGRADATIONS, type NotedDegradation } from "../../observability/reads/degradations.ts";
import type { CostForecast } from "../../observability/reads/forecast-cost.ts";
import type { RunRecord } from "../../observability/reads/run-read-store.ts";
import { printable, renderTable } from "../kit/render-table.ts";

/** A run for scripts. */
export function runAsJson(run: EnrichmentRun): Record<string, unknown> {
  return {
    tenant: run.tenantId,
    run: run.runId,
    status: run.status,
    reason: run.statusReason,
    trigger: run.trigger,
    runDate: run.runDate,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    costUsd: usdNumber(run.costNanoUsd),
    langsmithTraceUrl: run.langsmithTraceUrl,
    heldLeads: run.heldLeads,
    manifest: run.manifest,
  };
}

/** Runs for people, one per line. */
export function renderRuns(runs: readonly EnrichmentRun[]): string {
  return renderTable(
    ["RUN", "NIGHT", "STATUS", "TRIGGER", "STARTED", "SECONDS", "COST", "HELD", "WHY"],
    runs.map((run) => [
      run.runId,
      run.runDate,
      run.status,
      run.trigger,
      run.startedAt.toISOString(),
      run.endedAt === null ? "" : ((run.endedAt.getTime() - run.startedAt.getTime()) / 1000).toFixed(1),
      formatUsd(run.costNanoUsd),
      run.heldLeads === 0 ? "" : String(run.heldLeads),
      run.statusReason ?? "",
    ]),
  );
}

/** One run with its stages, vendors and shares for people. */
export function renderRunRecord({
  run,
  stages,
  vendors,
  metrics,
  degradations,
  forecast,
  gate,
}: RunRecord): string {
  const { secondTryOf } = run.manifest;
  return [
    renderRuns([run]),
    "",
    renderTable(
      ["STAGE", "STATUS", "OK", "ERROR", "BLOCKED", "SKIPPED", "WHY"],
      stages.map((stage) => [
        stage.stage,
        stage.status,
        String(stage.countSuccess),
        String(stage.countError),
        String(stage.countBlocked),
        String(stage.countSkipped),
        stage.statusReason ?? "",
      ]),
    ),
    "",
    renderTable(
      ["VENDOR", "CALLS", "ERRORS", "UNPRICED", "COST"],
      vendors.map((vendor) => [
        vendor.vendor,
        String(vendor.calls),
        String(vendor.errors),
        String(vendor.unpricedCalls),
        // Calls without a price are in no sum.
        vendor.unpricedCalls > 0 && vendor.costNanoUsd === 0n ? "unknown" : formatUsd(vendor.costNanoUsd),
      ]),
    ),
    ...(metrics.length === 0 ? [] : ["", renderShares(metrics)]),
    ...(degradations.length === 0 ? [] : ["", renderDegradations(degradations)]),
    ...(forecast === null ? [] : ["", renderForecast(forecast)]),
    ...(gate === null ? [] : ["", renderGate(gate)]),
    ...(typeof secondTryOf === "string"
      ? ["", `Second try: run ${printable(secondTryOf)} failed before it did anything.`]
      : []),
    ...(run.langsmithTraceUrl === null ? [] : ["", `Trace: ${printable(run.langsmithTraceUrl)}`]),
  ].join("\n");
}

function renderShares(metrics: readonly RunMetric[]): string {
  return renderTable(
    ["SHARE", "", "OF"],
    sharesInWords(metrics).map(({ name, value, parts }) => [name, value, parts]),
  );
}

function renderDegradations(degradations: readonly NotedDegradation[]): string {
  return renderTable(
    ["DOES LESS", "WHAT", "SINCE", "WHY"],
    degradations.map(({ degradation, reason, since }) => [
      degradation,
      DEGRADATIONS[degradation],
      since.toISOString(),
      reason,
    ]),
  );
}

/** 95 % of runs end within the range. */
function renderForecast(forecast: CostForecast): string {
  const { expectedNanoUsd, lowNanoUsd, highNanoUsd, unknownStages } = forecast;
  const without =
    unknownStages.length === 0 ? "" : `; without ${unknownStages.join(", ")}, of which nobody knows`;
  return `Cost at its end: ${formatUsd(expectedNanoUsd)} (${formatUsd(lowNanoUsd)} to ${formatUsd(highNanoUsd)})${without}`;
}

/** What became of the leads at the run's export gate. */
export function renderGate(gate: ExportGate): string {
  const { state, leads, released, deadlineAt, unanswered, decidedBy, decidedAt } = gate;
  const held = leads - released;
  const likely = `a bad night with ${Math.round(gate.badProbability * 100)} %`;
  if (state === "open") {
    const until =
      deadlineAt === null
        ? ""
        : `, or until ${deadlineAt.toISOString()}: then ${unanswered === "hold" ? "they stay" : "they go"}`;
    return `Export gate: ${held} leads held until people decide${until} (${likely}).`;
  }
  const by = `by ${printable(decidedBy ?? "nobody")} at ${decidedAt?.toISOString() ?? "an unknown time"} (${likely})`;
  return state === "held"
    ? `Export gate: ${held} leads held ${by}.`
    : `Export gate: ${released} of ${leads} leads let go ${by}.`;
}
