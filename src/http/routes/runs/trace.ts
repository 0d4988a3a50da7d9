import { NotFoundError } from "../../../errors.ts";
import { readTraceId } from "../../../trace-context.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { TraceSchema } from "./trace-schema.ts";

/** `GET /api/obs/traces/{trace_id}`: what happened to the tenant under a trace, in order, across processes. */
export const traceRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/traces/:trace_id",
    id: "getTrace",
    tag: "Runs",
    summary: "everything that happened under a trace, in order: requests, acts, runs, events, messages",
    parameters: TraceSchema.Parameters,
    query: TraceSchema.Query,
    answers: { 200: TraceSchema.Trace },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { trace_id: given } = parseInput(TraceSchema.Parameters, request.params);
    const traceId = readTraceId(given) ?? given;
    const { limit } = parseInput(TraceSchema.Query, request.query);
    const { steps, isCut } = await ports.runs.followTrace(caller.tenantId, { traceId, limit });
    if (steps.length === 0) throw new NotFoundError("trace", traceId);
    response.json({
      trace_id: traceId,
      steps: steps.map((step) => ({
        at: step.at.toISOString(),
        kind: step.kind,
        what: step.what,
        detail: step.detail,
        run_id: step.runId,
        stage: step.stage,
        company_id: step.companyId,
        vendor: step.vendor,
        duration_ms: step.durationMs,
        error_code: step.errorCode,
      })),
      more: isCut,
    });
  },
);
