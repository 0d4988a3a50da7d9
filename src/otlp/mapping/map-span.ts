import type { AgentEvent, SpanFacts } from "../../agents/events/agent-event.ts";
import type { OtlpSpan } from "../decoding/otlp-schema.ts";
import { failureOf } from "./failure-of.ts";
import { GENAI_SCHEMA_URL } from "./gen-ai-key.ts";
import { operationOf, type SpanRole } from "./operation-of.ts";
import { providerOf } from "./provider-of.ts";
import { type Facts, keepAttributes, readFacts, textOf } from "./read-facts.ts";
import { readUsage, type TokenUsage } from "./read-usage.ts";
import { durationMs, timeOf } from "./time-of.ts";

/**
 * Where a span stands in its trace: `root` has no parent; `entry` has one in another program, so that it is the
 * outermost of this one; `inner` has one here.
 */
export type SpanPlace = "root" | "entry" | "inner";

/** A span as events, and what has to be known to count each token once. */
export interface MappedSpan {
  readonly agentId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly place: SpanPlace;
  readonly role: SpanRole;
  /** It says what the call used or cost. */
  readonly hasUsage: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly isError: boolean;
  /** Why it failed; null if it did not, or nobody said. */
  readonly reason: string | null;
  /** The call, step or end of the run: it stands for the span. */
  readonly event: AgentEvent;
  readonly unknownKeys: readonly string[];
  readonly attributesLeftOut: number;
}

/** Why a span is not taken. */
export interface SpanProblem {
  readonly problem: string;
}

const PARENT_KNOWN = 0x100;
const PARENT_REMOTE = 0x200;
const SERVER = 2;
const CONSUMER = 5;

/** What a span of an agent's program is in the event log. */
export function mapSpan(span: OtlpSpan, agentId: string): MappedSpan | SpanProblem {
  const { traceId, spanId, parentSpanId } = span;
  if (traceId === null) return { problem: "traceId is missing or all zero" };
  if (spanId === null) return { problem: "spanId is missing or all zero" };
  const times = [timeOf(span.startTimeUnixNano), timeOf(span.endTimeUnixNano)].filter((at) => at !== null);
  const [startedAt] = times;
  const endedAt = times.at(-1);
  if (startedAt === undefined || endedAt === undefined)
    return { problem: "has neither a start nor an end that is a time" };
  const facts = readFacts(span.attributes);
  const usage = readUsage(facts);
  if ("problem" in usage) return usage;
  const operation = operationOf(span.attributes, facts);
  const place = placeOf(span);
  const kept = keepAttributes(span.attributes, facts);
  const failure = failureOf(span);
  const provider = providerOf(span.attributes, facts);
  const role = operation.role === "llm_call" && modelOf(facts) === null ? "step" : operation.role;
  const attributes = {
    ...kept.attributes,
    ...(operation.name !== null && { "gen_ai.operation.name": operation.name }),
    ...(provider !== null && { "gen_ai.provider.name": provider }),
  };
  const duration = durationMs(span.startTimeUnixNano, span.endTimeUnixNano);
  const told: AgentEvent = {
    ...NOTHING,
    type: "step",
    agentId,
    ts: new Date(Math.max(startedAt.getTime(), endedAt.getTime())),
    dedupeKey: `otlp ${traceId} ${spanId}`,
    runId: traceId,
    traceId,
    stage: span.name.trim() || operation.name || "unnamed",
    status: failure === null ? "success" : "error",
    durationMs: duration,
    errorCode: failure?.code ?? null,
    message: failure?.message ?? null,
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
    span: spanFactsOf(span, { spanId, isGenAi: facts.values.size > 0, leftOut: kept.leftOut }),
  };
  const event: AgentEvent =
    role === "llm_call"
      ? callOf(told, { model: modelOf(facts), provider, tokens: usage.tokens, costUsd: usage.costUsd })
      : role === "tool_call"
        ? { ...told, type: "tool_call", name: toolOf(facts, span), costUsd: usage.costUsd }
        : told;
  return {
    agentId,
    traceId,
    spanId,
    parentSpanId,
    place,
    role,
    hasUsage: usage.tokens !== null || usage.costUsd !== null,
    startedAt,
    endedAt: event.ts ?? endedAt,
    isError: failure !== null,
    reason: failure?.message ?? null,
    event,
    unknownKeys: facts.unknownKeys,
    attributesLeftOut: kept.leftOut,
  };
}

/** The fields of an event that a span says nothing about. */
const NOTHING = {
  stage: null,
  vendor: null,
  model: null,
  tokensInput: null,
  tokensOutput: null,
  tokensCached: null,
  costUsd: null,
  name: null,
  value: null,
} as const;

function callOf(
  event: AgentEvent,
  call: {
    readonly model: string | null;
    readonly provider: string | null;
    readonly tokens: TokenUsage | null;
    readonly costUsd: number | null;
  },
): AgentEvent {
  const { model, provider, tokens, costUsd } = call;
  const known = { type: "llm_call" as const, vendor: provider, model, costUsd };
  if (tokens === null) return { ...event, ...known };
  const { uncachedInput, cacheRead, cacheWrite, output } = tokens;
  return {
    ...event,
    ...known,
    tokensInput: uncachedInput + cacheRead + cacheWrite,
    tokensCached: cacheRead,
    tokensOutput: output,
    ...(event.span !== undefined && { span: { ...event.span, tokens } }),
  };
}

/** The same span as a step of its run, its tokens and cost with the calls in it. */
export function asStep(span: MappedSpan): MappedSpan {
  const { event } = span;
  const { span: facts } = event;
  const step: AgentEvent = {
    ...event,
    type: "step",
    vendor: null,
    model: null,
    tokensInput: null,
    tokensOutput: null,
    tokensCached: null,
    costUsd: null,
    ...(facts !== undefined && { span: { ...facts, tokens: null } }),
  };
  return { ...span, role: "step", event: step };
}

function placeOf({ parentSpanId, flags, kind }: OtlpSpan): SpanPlace {
  if (parentSpanId === null) return "root";
  if ((flags & PARENT_KNOWN) !== 0) return (flags & PARENT_REMOTE) === 0 ? "inner" : "entry";
  // Older SDKs do not say whether the parent is remote; of a server's or consumer's it is.
  return kind === SERVER || kind === CONSUMER ? "entry" : "inner";
}

function modelOf(facts: Facts): string | null {
  return textOf(facts, "gen_ai.response.model") ?? textOf(facts, "gen_ai.request.model");
}

function toolOf(facts: Facts, span: OtlpSpan): string {
  return (
    textOf(facts, "gen_ai.tool.name") ??
    textOf(facts, "gen_ai.data_source.id") ??
    (span.name.replace(/^execute_tool /, "").trim() || "unnamed")
  );
}

function spanFactsOf(
  span: OtlpSpan,
  known: { readonly spanId: string; readonly isGenAi: boolean; readonly leftOut: number },
): SpanFacts {
  const leftOut = known.leftOut + span.droppedAttributesCount;
  return {
    spanId: known.spanId,
    parentSpanId: span.parentSpanId,
    schemaUrl: known.isGenAi ? GENAI_SCHEMA_URL : null,
    tokens: null,
    attributesLeftOut: leftOut,
  };
}
