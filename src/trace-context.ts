import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

const TRACE_ID = /^[0-9a-f]{32}$/;
const NO_TRACE = "0".repeat(32);

/** A W3C trace id: 32 lower-case hex digits, never all zero. https://www.w3.org/TR/trace-context/#trace-id */
export function createTraceId(): string {
  return randomBytes(16).toString("hex");
}

/** The trace id a text stands for: 32 hex digits, or a UUID with dashes (which holds the same 128 bits); null for anything else. */
export function readTraceId(text: string): string | null {
  const hex = TRACE_ID.test(text) ? text : text.replaceAll("-", "").toLowerCase();
  return TRACE_ID.test(hex) && hex !== NO_TRACE ? hex : null;
}

const WHOLE_ID = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/;
const BEGINNING = /^[0-9a-f]{6,31}$/;

/**
 * What a person gives to name a trace: its id, a link or a `traceparent` that holds it, or the first six digits or more, as
 * answers and cards show them. All in lower case; null for anything else.
 */
export function readTraceReference(text: string): string | null {
  const plain = text.toLowerCase();
  const whole = readTraceId(plain) ?? readTraceId(WHOLE_ID.exec(plain)?.[0] ?? "");
  return whole ?? (BEGINNING.test(plain) ? plain : null);
}

/** The `traceparent` header of one outgoing call: the run's trace, a new span, sampled. */
export function createTraceparent(traceId: string): string {
  return `00-${traceId}-${randomBytes(8).toString("hex")}-01`;
}

const current = new AsyncLocalStorage<string>();

/** Does the work, and whatever it starts, under a trace: its log lines, jobs, audit entries and messages carry it. */
export function withTrace<Result>(traceId: string, work: () => Result): Result {
  return current.run(traceId, work);
}

/** The trace that the work at hand belongs to; null outside any. */
export function currentTraceId(): string | null {
  return current.getStore() ?? null;
}
