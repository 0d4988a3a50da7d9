import type { AgentEventType } from "../../entities/vocabulary.ts";

/** An event as an agent sent it, its fields checked one by one. Null: the sender left it out. */
export interface AgentEvent {
  readonly type: AgentEventType;
  readonly agentId: string;
  /** When it happened, by the sender's clock; null: when it arrives. */
  readonly ts: Date | null;
  /** The sender's own text: the same event sent again carries the same. */
  readonly dedupeKey: string | null;
  /** The sender's own id of the run. */
  readonly runId: string | null;
  readonly traceId: string | null;
  readonly stage: string | null;
  readonly status: string;
  readonly durationMs: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  readonly tokensCached: number | null;
  /** What it cost, where the sender knows; null: by the price cards. */
  readonly costUsd: number | null;
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly name: string | null;
  readonly value: number | null;
  /** The sender's own data, any JSON. */
  readonly attributes: unknown;
  /** What OpenTelemetry knows beside that; left out for an event that is no span or log record. */
  readonly span?: SpanFacts;
}

/** Where an event stands in its OpenTelemetry trace. */
export interface SpanFacts {
  /** 16 hex digits; null for a log record outside a span. */
  readonly spanId: string | null;
  /** Null for a root. */
  readonly parentSpanId: string | null;
  /** The conventions that the names of `attributes` are of; null if they are the sender's own. */
  readonly schemaUrl: string | null;
  /** The tokens of a call in parts that do not overlap; `reasoning` alone is a part of `output`. */
  readonly tokens: {
    readonly uncachedInput: number;
    readonly cacheRead: number;
    readonly cacheWrite: number;
    readonly output: number;
    readonly reasoning: number;
  } | null;
  /** How many attributes were too many, too long or too deep to be kept. */
  readonly attributesLeftOut: number;
}

/** Why an event is not taken: the field, and what is wrong with it. `unknown_agent`: the key may not speak for it. */
export interface EventProblem {
  readonly field: string;
  readonly detail: string;
  readonly code: "invalid_input" | "unknown_agent";
}

/** An event on its way into `run_event_logs` (src/entities/run-event-log.ts says what each column means). */
export interface StoredAgentEvent {
  readonly agentId: string;
  readonly eventDate: string;
  readonly dedupeKey: string;
  readonly event: AgentEventType;
  readonly status: string;
  readonly runId: string | null;
  readonly stage: string | null;
  readonly errorCode: string | null;
  readonly errorMsg: string | null;
  readonly durationMs: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly costNanoUsd: bigint | null;
  readonly priceCardId: string | null;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  readonly tokensCached: number | null;
  readonly traceId: string | null;
  readonly extra: string | null;
  readonly ts: Date;
}
