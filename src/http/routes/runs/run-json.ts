import type { z } from "zod";
import type { EnrichmentRun } from "../../../entities/enrichment-run.ts";
import type { ExportGate } from "../../../entities/export-gate.ts";
import { usdNumber } from "../../../nano-usd.ts";
import { DEGRADATIONS } from "../../../observability/reads/degradations.ts";
import type { RunRecord } from "../../../observability/reads/run-read-store.ts";
import type { RunPreview } from "../../ports/run-control.ts";
import type { RunSchema } from "./run-schema.ts";

/** A run as the API shows it. */
export function runJson(run: EnrichmentRun): z.input<typeof RunSchema.Run> {
  return {
    run_id: run.runId,
    tenant_id: run.tenantId,
    agent_id: run.agentId,
    status: run.status,
    status_reason: run.statusReason,
    trigger: run.trigger,
    run_date: run.runDate,
    started_at: run.startedAt.toISOString(),
    ended_at: run.endedAt?.toISOString() ?? null,
    duration_ms: run.endedAt === null ? null : run.endedAt.getTime() - run.startedAt.getTime(),
    cost_usd: usdNumber(run.costNanoUsd),
    trace_id: run.traceId,
    langsmith_trace_url: run.langsmithTraceUrl,
    held_leads: run.heldLeads,
  };
}

/** A run with what it gave up and what it will cost, as the API shows them. */
export function runStateJson({
  run,
  degradations,
  forecast,
  gate,
}: RunRecord): z.input<typeof RunSchema.RunState> {
  return {
    ...runJson(run),
    degradations: degradations.map(({ degradation, reason, since }) => ({
      degradation,
      does: DEGRADATIONS[degradation],
      reason,
      since: since.toISOString(),
    })),
    gate: gate === null ? null : gateJson(gate),
    forecast:
      forecast === null
        ? null
        : {
            spent_usd: usdNumber(forecast.spentNanoUsd),
            expected_usd: usdNumber(forecast.expectedNanoUsd),
            low_usd: usdNumber(forecast.lowNanoUsd),
            high_usd: usdNumber(forecast.highNanoUsd),
            unknown_stages: [...forecast.unknownStages],
          },
  };
}

/** The gate of a run as the API shows it. */
export function gateJson(gate: ExportGate): z.input<typeof RunSchema.Gate> {
  return {
    state: gate.state,
    leads: gate.leads,
    released: gate.released,
    bad_probability: gate.badProbability,
    deadline_at: gate.deadlineAt?.toISOString() ?? null,
    unanswered: gate.unanswered,
    decided_by: gate.decidedBy,
    decided_at: gate.decidedAt?.toISOString() ?? null,
    export_run_id: gate.exportRunId,
  };
}

/** A run with its stages, vendors and metrics as the API shows them. */
export function runStatsJson(record: RunRecord): z.input<typeof RunSchema.RunStats> {
  const { stages, vendors, metrics } = record;
  return {
    run: runStateJson(record),
    stages: stages.map((stage) => ({
      stage: stage.stage,
      status: stage.status,
      status_reason: stage.statusReason,
      count_total: stage.countTotal,
      count_success: stage.countSuccess,
      count_error: stage.countError,
      count_blocked: stage.countBlocked,
      count_skipped: stage.countSkipped,
      p50_ms: stage.p50Ms,
      p95_ms: stage.p95Ms,
      p99_ms: stage.p99Ms,
      cost_usd: usdNumber(stage.costNanoUsd),
      tokens_input: stage.tokensInput,
      tokens_output: stage.tokensOutput,
      started_at: stage.startedAt?.toISOString() ?? null,
      ended_at: stage.endedAt?.toISOString() ?? null,
    })),
    vendors: vendors.map((vendor) => ({
      vendor: vendor.vendor,
      calls: vendor.calls,
      errors: vendor.errors,
      rate_limit_hits: vendor.rateLimitHits,
      quota_exhausted: vendor.quotaExhausted,
      cost_usd: usdNumber(vendor.costNanoUsd),
      unpriced_calls: vendor.unpricedCalls,
      tokens_input: vendor.tokensInput,
      tokens_output: vendor.tokensOutput,
    })),
    metrics: metrics.map(({ name, value, reason, numerator, denominator }) => ({
      name,
      value,
      reason,
      numerator,
      denominator,
    })),
  };
}

/** What a run would do, as the API shows it. */
export function previewJson(preview: RunPreview): z.input<typeof RunSchema.Preview> {
  const { companies, stages, estimates } = preview;
  return {
    tenant_id: preview.tenantId,
    stages: stages.map(({ stage, status, reason }) => ({ stage, status, reason })),
    failure: preview.failure,
    companies: { ...companies, first: [...companies.first] },
    estimates: estimates.map(({ stage, vendor, calls, costUsd, basis }) => ({
      stage,
      vendor,
      calls,
      cost_usd: costUsd,
      basis,
    })),
    cost_usd: preview.costUsd,
    manifest: { ...preview.manifest },
  };
}
