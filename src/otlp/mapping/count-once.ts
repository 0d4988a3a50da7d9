import { asStep, type MappedSpan } from "./map-span.ts";

/** A span that is stored already, as far as it matters here. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly isCall: boolean;
  readonly hasUsage: boolean;
}

/** How far up a trace is looked. */
const MOST_ANCESTORS = 100;

/**
 * Of calls of models inside one another, as two libraries in one program report them, the innermost that says what it
 * used stays a call; the others become steps, so that every token and every cent is counted once. What is stored
 * already has been counted: what comes after it gives way.
 */
export function countOnce(
  spans: readonly MappedSpan[],
  stored: readonly StoredSpan[],
): readonly MappedSpan[] {
  const parents = new Map<string, string | null>();
  for (const { traceId, spanId, parentSpanId } of [...stored, ...spans])
    parents.set(`${traceId} ${spanId}`, parentSpanId);
  const storedCalls = new Set(
    stored
      .filter(({ isCall, hasUsage }) => isCall && hasUsage)
      .map(({ traceId, spanId }) => `${traceId} ${spanId}`),
  );
  const calls = spans.filter(
    ({ role, traceId, spanId }) => role === "llm_call" && !storedCalls.has(`${traceId} ${spanId}`),
  );
  const known = new Map(calls.map((span) => [`${span.traceId} ${span.spanId}`, span]));
  const ancestorsOf = ({ traceId, parentSpanId }: Pick<MappedSpan, "traceId" | "parentSpanId">): string[] => {
    const found: string[] = [];
    let parent = parentSpanId;
    while (parent !== null && found.length < MOST_ANCESTORS) {
      const key = `${traceId} ${parent}`;
      found.push(key);
      parent = parents.get(key) ?? null;
    }
    return found;
  };
  const steps = new Set<string>();
  // Whoever says what it used counts before the calls around it.
  for (const call of [...calls, ...stored.filter(({ isCall }) => isCall)]) {
    for (const key of ancestorsOf(call)) {
      const around = known.get(key);
      if (around !== undefined && (call.hasUsage || !around.hasUsage)) steps.add(key);
    }
  }
  for (const call of calls) {
    const key = `${call.traceId} ${call.spanId}`;
    const ancestors = ancestorsOf(call);
    const isCounted = ancestors.some((one) => storedCalls.has(one));
    const isSummed =
      !call.hasUsage && ancestors.some((one) => known.get(one)?.hasUsage === true && !steps.has(one));
    if (isCounted || isSummed) steps.add(key);
  }
  return spans.map((span) => (steps.has(`${span.traceId} ${span.spanId}`) ? asStep(span) : span));
}
