import type { AgentEvent } from "../../../agents/events/agent-event.ts";
import { readTraceId } from "../../../trace-context.ts";
import type { EventBody } from "./event-schema.ts";

/** An event as its agent sent it, in the words of the code. */
export function toAgentEvent(body: EventBody): AgentEvent {
  const fields: Fields = body;
  const { trace_id: traceId, duration_ms: durationMs } = fields;
  return {
    type: body.type,
    agentId: body.agent_id,
    ts: body.ts === undefined ? null : new Date(body.ts),
    dedupeKey: body.dedupe_key ?? null,
    runId: body.run_id ?? null,
    traceId: traceId === undefined ? null : readTraceId(traceId),
    stage: body.stage ?? null,
    status: statusOf(body),
    durationMs: durationMs === undefined ? null : Math.round(durationMs),
    vendor: fields.provider ?? null,
    model: fields.model ?? null,
    tokensInput: fields.tokens_input ?? null,
    tokensOutput: fields.tokens_output ?? null,
    tokensCached: fields.tokens_cached ?? null,
    costUsd: fields.cost_usd ?? null,
    errorCode: fields.error_code ?? null,
    message: fields.message ?? null,
    name: fields.name ?? null,
    value: fields.value ?? null,
    attributes: body.attributes,
  };
}

/** What some types have and others have not. */
interface Fields {
  readonly trace_id?: string | undefined;
  readonly duration_ms?: number | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly tokens_input?: number | undefined;
  readonly tokens_output?: number | undefined;
  readonly tokens_cached?: number | undefined;
  readonly cost_usd?: number | undefined;
  readonly error_code?: string | undefined;
  readonly message?: string | undefined;
  readonly name?: string | undefined;
  readonly value?: number | undefined;
}

/** A type without a status of its own says so by what it is. */
function statusOf(body: EventBody): string {
  switch (body.type) {
    case "run_finished":
    case "step":
      return body.status;
    case "llm_call":
    case "tool_call":
      return body.status ?? "success";
    case "log":
      return body.level ?? "info";
    case "error":
      return "error";
    case "run_started":
      return "started";
    case "heartbeat":
    case "metric":
    case "feedback":
      return "ok";
  }
}
