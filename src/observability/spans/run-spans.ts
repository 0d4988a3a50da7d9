import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";
import type { RunStageStat } from "../../entities/run-stage-stat.ts";
import { isLanguageModel } from "../../entities/vendor-table.ts";
import { usdNumber } from "../../nano-usd.ts";
import { type Span, spanIdOf } from "./span.ts";

type Place = Pick<EnrichmentRun, "tenantId" | "runId" | "traceId">;
type Known = Place & Pick<EnrichmentRun, "manifest">;

/**
 * The spans of an ended run and of its stages. The run is an agent's invocation, by the words of the GenAI conventions
 * (release 0.1.0): its operation is `invoke_workflow`, and the pipeline's name that of the agent.
 */
export function runSpans(run: EnrichmentRun, stages: readonly RunStageStat[], endedAt: Date): Span[] {
  const own = placeOf(run);
  const root: Span = {
    ...{ traceId: run.traceId, spanId: spanIdOf(run.runId), parentSpanId: null },
    ...{ name: `invoke_workflow ${run.agentId}`, kind: "internal", startedAt: run.startedAt, endedAt },
    error:
      run.status === "failed" ? { type: "run_failed", message: run.statusReason ?? "the run failed" } : null,
    attributes: {
      "gen_ai.operation.name": "invoke_workflow",
      "gen_ai.agent.name": run.agentId,
      ...own,
      "nightshift.status": run.status,
      "nightshift.trigger": run.trigger,
      "nightshift.night": run.runDate,
      "nightshift.cost_usd": usdNumber(run.costNanoUsd),
    },
  };
  const ofStages = stages.flatMap((stage): Span[] => {
    // A stage that was never reached is no work.
    if (stage.startedAt === null) return [];
    const isFailed = stage.status === "failed";
    const message = stage.statusReason ?? "the stage failed";
    return [
      {
        ...{ traceId: run.traceId, spanId: stageSpanId(run, stage.stage), parentSpanId: root.spanId },
        ...{ name: stage.stage, kind: "internal" as const, startedAt: stage.startedAt },
        endedAt: stage.endedAt ?? endedAt,
        error: isFailed ? { type: "stage_failed", message } : null,
        attributes: {
          ...own,
          "nightshift.stage": stage.stage,
          "nightshift.status": stage.status,
          "nightshift.items": stage.countTotal,
          "nightshift.errors": stage.countError,
        },
      },
    ];
  });
  return [root, ...ofStages];
}

/** The span of a company's work in a stage, or of a vendor call; null for an event that is neither. */
export function eventSpan(run: Known, event: RunEventLog): Span | null {
  const { stage, companyId, durationMs } = event;
  if (stage === null) return null;
  const times = { startedAt: new Date(event.ts.getTime() - (durationMs ?? 0)), endedAt: event.ts };
  const isError = event.status === "error" || event.status === "lost";
  const error = isError ? { type: event.errorCode ?? event.status, message: event.errorMsg ?? "" } : null;
  const place = { ...placeOf(run), "nightshift.stage": stage, "nightshift.company_id": companyId };
  const above = stageSpanId(run, stage);
  if (event.event === "item_finished" && companyId !== null) {
    return {
      ...{ traceId: run.traceId, spanId: companySpanId(run, stage, companyId), parentSpanId: above },
      ...{ name: `${stage} company`, kind: "internal", ...times, error },
      attributes: { ...place, "nightshift.status": event.status },
    };
  }
  if (event.event !== "vendor_call" || event.vendor === null) return null;
  const { vendor } = event;
  const operation = textOf(event.extra?.["operation"]) ?? "call";
  const model = textOf(event.extra?.["model"]);
  const isChat = isLanguageModel(vendor);
  // With a fallback, an event does not say which of the two was asked.
  const hasOneModel = textOf(run.manifest["openaiFallbackModel"]) === null;
  const requested = hasOneModel ? textOf(run.manifest["openaiModel"]) : null;
  return {
    traceId: run.traceId,
    spanId: spanIdOf(run.runId, event.dedupeKey),
    parentSpanId: companyId === null ? above : companySpanId(run, stage, companyId),
    name: isChat
      ? ["chat", requested ?? model].filter((word) => word !== null).join(" ")
      : `${operation} ${vendor}`,
    ...{ kind: "client", ...times, error },
    attributes: {
      ...(isChat && {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": vendor,
        "gen_ai.request.model": requested,
        "gen_ai.response.model": model,
        "gen_ai.usage.input_tokens": event.tokensInput,
        "gen_ai.usage.output_tokens": event.tokensOutput,
        "gen_ai.usage.cost.amount": event.costNanoUsd === null ? null : usdNumber(event.costNanoUsd),
        "gen_ai.usage.cost.currency": event.costNanoUsd === null ? null : "USD",
      }),
      ...place,
      "nightshift.vendor": vendor,
      "nightshift.operation": operation,
      "nightshift.attempt": numberOf(event.extra?.["attempt"]),
      "nightshift.status": event.status,
      "nightshift.cost_usd": event.costNanoUsd === null ? null : usdNumber(event.costNanoUsd),
    },
  };
}

function placeOf({ tenantId, runId }: Place) {
  return { "nightshift.tenant_id": tenantId, "nightshift.run_id": runId };
}

function stageSpanId({ runId }: Place, stage: string): string {
  return spanIdOf(runId, stage);
}

function companySpanId({ runId }: Place, stage: string, companyId: string): string {
  return spanIdOf(runId, stage, companyId);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
