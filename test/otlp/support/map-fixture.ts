import type { AgentEvent } from "../../../src/agents/events/agent-event.ts";
import { decodeTraces } from "../../../src/otlp/decoding/decode-traces.ts";
import { countOnce } from "../../../src/otlp/mapping/count-once.ts";
import { eventsOfSpan } from "../../../src/otlp/mapping/events-of-span.ts";
import { type MappedSpan, mapSpan } from "../../../src/otlp/mapping/map-span.ts";
import { readFixture } from "./read-fixture.ts";

/** The spans of a request, none of which may be refused. */
export function mapRequest(request: unknown): readonly MappedSpan[] {
  return decodeTraces(request, "json").flatMap(({ items }) =>
    items.map((item) => {
      const span = "problem" in item ? item : mapSpan(item, "order-bot");
      if ("problem" in span) throw new TypeError(span.problem);
      return span;
    }),
  );
}

/** What a request that is kept as a file becomes in the event log. */
export function eventsOfFixture(path: string): readonly AgentEvent[] {
  return countOnce(mapRequest(readFixture(path)), []).flatMap(eventsOfSpan);
}

type Scalar = string | number | boolean;

/** A request of one span with these attributes. */
export function requestOf(
  attributes: Readonly<Record<string, Scalar | readonly Scalar[]>>,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  const pairs = Object.entries(attributes).map(([key, value]) => ({ key, value: anyValueOf(value) }));
  const span = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    parentSpanId: "a7ad6b7169203330",
    name: "a span",
    startTimeUnixNano: "1764400000000000000",
    endTimeUnixNano: "1764400001500000000",
    attributes: pairs,
    ...more,
  };
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

function anyValueOf(value: Scalar | readonly Scalar[]): object {
  if (typeof value === "object") return { arrayValue: { values: value.map(anyValueOf) } };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
