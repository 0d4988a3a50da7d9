import type { AgentEvent } from "../../agents/events/agent-event.ts";
import type { MappedSpan } from "./map-span.ts";

/** The events of a span, the one that stands for it first. A root begins and ends its run, and is a call of it if it is one. */
export function eventsOfSpan(span: MappedSpan): readonly AgentEvent[] {
  const { event, place, role } = span;
  if (place !== "root") return [event];
  const { dedupeKey, stage, span: facts } = event;
  const bare = {
    ...event,
    stage: null,
    vendor: null,
    model: null,
    tokensInput: null,
    tokensOutput: null,
    tokensCached: null,
    costUsd: null,
  };
  const started: AgentEvent = {
    ...bare,
    type: "run_started",
    ts: span.startedAt,
    dedupeKey: `${dedupeKey} start`,
    status: "started",
    name: stage,
    durationMs: null,
    errorCode: null,
    message: null,
    attributes: undefined,
    ...(facts !== undefined && { span: { ...facts, schemaUrl: null, attributesLeftOut: 0, tokens: null } }),
  };
  const finished: AgentEvent = {
    ...bare,
    type: "run_finished",
    dedupeKey: `${dedupeKey} end`,
    status: span.isError ? "failed" : "succeeded",
    name: stage,
    ...(facts !== undefined && { span: { ...facts, tokens: null } }),
  };
  return role === "step" ? [finished, started] : [event, started, finished];
}
