import type { AgentEvent } from "../../agents/events/agent-event.ts";
import type { OtlpLogRecord } from "../decoding/otlp-schema.ts";
import { GENAI_SCHEMA_URL } from "./gen-ai-key.ts";
import { type Facts, keepAttributes, readFacts, textOf } from "./read-facts.ts";
import { timeOf } from "./time-of.ts";

/** A log record as an event. */
export interface MappedLog {
  readonly event: AgentEvent;
  readonly unknownKeys: readonly string[];
  readonly attributesLeftOut: number;
}

const LEVELS = [
  { from: 17, level: "error" },
  { from: 13, level: "warn" },
  { from: 9, level: "info" },
  { from: 1, level: "debug" },
] as const;
const ERROR = 17;

/** Events whose body is what somebody wrote or a model answered. */
const CONTENT_EVENT = /^gen_ai\.(?:(?:system|user|assistant|tool)\.message|choice|content\.\w+)$/;

/** What a log record of an agent's program is in the event log: a log line, an error, or the result of an evaluation. */
export function mapLog(
  record: OtlpLogRecord,
  sender: { readonly agentId: string; readonly now: Date },
): MappedLog {
  const facts = readFacts(record.attributes);
  const sent = (key: string) => {
    const value = record.attributes.values.get(key);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  const eventName = record.eventName.trim() || sent("event.name");
  const kept = keepAttributes(record.attributes, facts);
  const hasAttributes = Object.keys(kept.attributes).length > 0;
  const time = timeOf(record.timeUnixNano) ?? timeOf(record.observedTimeUnixNano);
  const event: AgentEvent = {
    type: "log",
    agentId: sender.agentId,
    ts: time ?? sender.now,
    dedupeKey: time === null ? null : `otlp log ${keyOfRecord(record)}`,
    // A log line does not begin a run: its trace may have spans that go elsewhere, or nowhere.
    runId: null,
    traceId: record.traceId,
    stage: null,
    status: levelOf(record.severityNumber),
    durationMs: null,
    vendor: null,
    model: null,
    tokensInput: null,
    tokensOutput: null,
    tokensCached: null,
    costUsd: null,
    errorCode: null,
    message: messageOf(record, eventName),
    name: eventName,
    value: null,
    attributes: hasAttributes ? kept.attributes : undefined,
    span: {
      spanId: record.spanId,
      parentSpanId: null,
      schemaUrl: facts.values.size > 0 ? GENAI_SCHEMA_URL : null,
      tokens: null,
      attributesLeftOut: kept.leftOut + record.droppedAttributesCount,
    },
  };
  const exception = sent("exception.type");
  return {
    event:
      eventName === "gen_ai.evaluation.result"
        ? evaluationOf(event, facts)
        : exception !== null && record.severityNumber >= ERROR
          ? errorOf(event, exception, sent("exception.message"))
          : event,
    unknownKeys: facts.unknownKeys,
    attributesLeftOut: kept.leftOut,
  };
}

/** A record has no id: the same one sent again is known by all that it says. */
function keyOfRecord({ attributes, ...rest }: OtlpLogRecord): string {
  return JSON.stringify([rest, [...attributes.values]]);
}

function levelOf(severity: number): string {
  return LEVELS.find(({ from }) => severity >= from)?.level ?? "info";
}

function messageOf({ body }: OtlpLogRecord, eventName: string | null): string {
  const isContent = eventName !== null && CONTENT_EVENT.test(eventName);
  if (!isContent && typeof body === "string" && body.trim() !== "") return body;
  // A structured body may hold anything; its event has a name.
  return eventName ?? "a record without a text";
}

function errorOf(event: AgentEvent, code: string, message: string | null): AgentEvent {
  return { ...event, type: "error", status: "error", errorCode: code, message: message ?? event.message };
}

/** Scores from -1 to 1 are feedback; others are a metric of the evaluation's name. */
function evaluationOf(event: AgentEvent, facts: Facts): AgentEvent {
  const name = textOf(facts, "gen_ai.evaluation.name") ?? "evaluation";
  const label = textOf(facts, "gen_ai.evaluation.score.label");
  const score = facts.values.get("gen_ai.evaluation.score.value") ?? scoreOf(label);
  if (typeof score !== "number") return { ...event, name };
  const isFeedback = score >= -1 && score <= 1;
  return {
    ...event,
    type: isFeedback ? "feedback" : "metric",
    status: "ok",
    name,
    value: score,
    message: isFeedback ? label : null,
  };
}

function scoreOf(label: string | null): number | null {
  if (label === null) return null;
  if (/^(?:pass|passed|correct|relevant)$/i.test(label)) return 1;
  return /^(?:fail|failed|incorrect|not_relevant)$/i.test(label) ? -1 : null;
}
