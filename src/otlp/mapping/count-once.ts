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

/** A place of a span in its trace. */
type Place = Pick<StoredSpan, "traceId" | "spanId" | "parentSpanId">;

/**
 * Of calls of models inside one another, as two libraries in one program report them, the innermost that says what it
 * used stays a call; the others become steps, so that every token and every cent is counted once. What is stored
 * already has been counted: what comes after it gives way.
 */
export function countOnce(
  spans: readonly MappedSpan[],
  stored: readonly StoredSpan[],
): readonly MappedSpan[] {
  const storedCalls = new Set(stored.filter(({ isCall, hasUsage }) => isCall && hasUsage).map(keyOf));
  const calls = spans.filter((span) => span.role === "llm_call" && !storedCalls.has(keyOf(span)));
  const ancestorsOf = createAncestry([...stored, ...spans]);
  const steps = outerCalls(calls, [...calls, ...stored.filter(({ isCall }) => isCall)], ancestorsOf);
  for (const call of calls) if (ancestorsOf(call).some((one) => storedCalls.has(one))) steps.add(keyOf(call));
  return spans.map((span) => (steps.has(keyOf(span)) ? asStep(span) : span));
}

/**
 * Of stored spans the calls that were counted beside a call inside of them: they came in two requests at the same time,
 * neither of which found the other stored, or what connects them came last.
 */
export function countedTwice(stored: readonly StoredSpan[]): readonly StoredSpan[] {
  const calls = stored.filter(({ isCall }) => isCall);
  const steps = outerCalls(calls, calls, createAncestry(stored));
  return calls.filter((call) => steps.has(keyOf(call)));
}

function keyOf({ traceId, spanId }: Place): string {
  return `${traceId} ${spanId}`;
}

/** For a span the keys of those around it, the nearest first. */
function createAncestry(spans: readonly Place[]): (span: Place) => string[] {
  const parents = new Map(spans.map((span) => [keyOf(span), span.parentSpanId]));
  return ({ traceId, parentSpanId }) => {
    const found: string[] = [];
    let parent = parentSpanId;
    while (parent !== null && found.length < MOST_ANCESTORS) {
      const key = `${traceId} ${parent}`;
      found.push(key);
      parent = parents.get(key) ?? null;
    }
    return found;
  };
}

type Call = Place & Pick<StoredSpan, "hasUsage">;

/** The keys of those of `calls` whose tokens another of `all` has counted, inside of them or around them. */
function outerCalls(
  calls: readonly Call[],
  all: readonly Call[],
  ancestorsOf: (span: Place) => string[],
): Set<string> {
  const known = new Map(calls.map((call) => [keyOf(call), call]));
  const steps = new Set<string>();
  // Whoever says what it used counts before the calls around it.
  for (const call of all) {
    for (const key of ancestorsOf(call)) {
      const around = known.get(key);
      if (around !== undefined && (call.hasUsage || !around.hasUsage)) steps.add(key);
    }
  }
  for (const call of calls) {
    const isSummed =
      !call.hasUsage && ancestorsOf(call).some((one) => known.get(one)?.hasUsage === true && !steps.has(one));
    if (isSummed) steps.add(keyOf(call));
  }
  return steps;
}
