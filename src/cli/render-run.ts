import type { EnrichmentRun } from "../entities/enrichment-run.ts";
import type { RunRecord } from "../observability/run-read-store.ts";
import { renderTable } from "./render-table.ts";

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
    costUsd: Number(run.costNanoUsd) / 1e9,
    manifest: run.manifest,
  };
}

/** Runs for people, one a line. */
export function renderRuns(runs: readonly EnrichmentRun[]): string {
  return renderTable(
    ["RUN", "NIGHT", "STATUS", "TRIGGER", "STARTED", "SECONDS", "COST", "WHY"],
    runs.map((run) => [
      run.runId,
      run.runDate,
      run.status,
      run.trigger,
      run.startedAt.toISOString(),
      run.endedAt === null ? "" : ((run.endedAt.getTime() - run.startedAt.getTime()) / 1000).toFixed(1),
      `$${(Number(run.costNanoUsd) / 1e9).toFixed(2)}`,
      run.statusReason ?? "",
    ]),
  );
}

/** One run with its stages and vendors for people. */
export function renderRunRecord({ run, stages, vendors }: RunRecord): string {
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
      ["VENDOR", "CALLS", "ERRORS", "COST"],
      vendors.map((vendor) => [
        vendor.vendor,
        String(vendor.calls),
        String(vendor.errors),
        `$${(Number(vendor.costNanoUsd) / 1e9).toFixed(2)}`,
      ]),
    ),
  ].join("\n");
}
