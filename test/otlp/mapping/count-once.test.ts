import { expect } from "chai";
import fc from "fast-check";
import { countedTwice, countOnce, type StoredSpan } from "../../../src/otlp/mapping/count-once.ts";
import type { MappedSpan } from "../../../src/otlp/mapping/map-span.ts";
import { mapRequest, requestOf } from "../support/map-fixture.ts";

const CALL = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" };
const USED = { ...CALL, "gen_ai.usage.input_tokens": 1 };

function spanOf(id: number, parent: number | null, kind: "step" | "call" | "used"): MappedSpan {
  const attributes = kind === "step" ? {} : kind === "call" ? CALL : USED;
  const parentSpanId = parent === null ? undefined : hex(parent);
  const [span] = mapRequest(requestOf(attributes, { spanId: hex(id), parentSpanId }));
  if (span === undefined) throw new TypeError("there is no span");
  return span;
}

const hex = (id: number) => (id + 1).toString(16).padStart(16, "0");
const callsOf = (spans: readonly MappedSpan[]) => spans.filter(({ role }) => role === "llm_call");
const stored = ({ traceId, spanId, parentSpanId, role, hasUsage }: MappedSpan): StoredSpan => ({
  traceId,
  spanId,
  parentSpanId,
  isCall: role === "llm_call",
  hasUsage: role === "llm_call" && hasUsage,
});

/** A trace: span n hangs under one of those before it. */
const tree = fc
  .array(fc.tuple(fc.nat(), fc.constantFrom("step" as const, "call" as const, "used" as const)), {
    minLength: 1,
    maxLength: 8,
  })
  .map((wishes) =>
    wishes.map(([place, kind], index) => spanOf(index, index === 0 ? null : place % index, kind)),
  );

/**
 * Which request each span comes in: the inner before the outer, as spans end, or the outer first. Of a span whose parent
 * comes after both it and the span around that, nobody can know what it is inside of.
 */
function inOrder(
  spans: readonly MappedSpan[],
  wished: readonly number[],
  isInnerFirst: boolean,
): readonly number[] {
  const requests = spans.map((_, index) => wished[index] ?? 0);
  const parents = spans.map(({ parentSpanId }) => spans.findIndex(({ spanId }) => spanId === parentSpanId));
  const order = spans.map((_, index) => index);
  for (const index of isInnerFirst ? order.toReversed() : order) {
    const parent = parents[index] ?? -1;
    if (parent < 0) continue;
    const [first, second] = isInnerFirst ? [index, parent] : [parent, index];
    requests[second] = Math.max(requests[first] ?? 0, requests[second] ?? 0);
  }
  return requests;
}

describe("tokens", () => {
  it("are counted once on each way from the root, in whatever requests the spans of a trace come", () => {
    const wishes = fc.array(fc.nat(2), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(tree, wishes, fc.boolean(), (spans, wished, isInnerFirst) => {
        const requests = inOrder(spans, wished, isInnerFirst);
        const kept: MappedSpan[] = [];
        for (const request of [0, 1, 2]) {
          const arriving = spans.filter((_, index) => requests[index] === request);
          kept.push(...countOnce(arriving, kept.map(stored)));
        }
        const counted = callsOf(kept).filter(({ hasUsage }) => hasUsage);
        const parents = new Map(spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
        const known = new Set(counted.map(({ spanId }) => spanId));
        for (const { spanId } of counted) {
          for (let above = parents.get(spanId); typeof above === "string"; above = parents.get(above))
            expect(known.has(above), "a call with tokens inside another").to.equal(false);
        }
        if (spans.some(({ role, hasUsage }) => role === "llm_call" && hasUsage))
          expect(counted.length, "no tokens are lost altogether").to.be.greaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it("of a wrapper that alone says what was used are the wrapper's", () => {
    const spans = [spanOf(0, null, "used"), spanOf(1, 0, "call"), spanOf(2, 0, "call")];
    expect(callsOf(countOnce(spans, [])).map(({ spanId }) => spanId)).to.deep.equal([hex(0)]);
  });

  it("of a call around a stored one that was counted are left out", () => {
    const inner = spanOf(1, 0, "used");
    expect(callsOf(countOnce([spanOf(0, null, "used")], [stored(inner)]))).to.deep.equal([]);
    expect(callsOf(countOnce([inner], [stored(spanOf(0, null, "used"))]))).to.deep.equal([]);
    // A stored call that said nothing has counted nothing.
    expect(callsOf(countOnce([inner], [stored(spanOf(0, null, "call"))]))).to.have.length(1);
  });

  it("of a call are counted once through 100 spans between, and no more are looked at", () => {
    const chain = (between: number) => [
      spanOf(0, null, "used"),
      ...Array.from({ length: between }, (_, at) => spanOf(at + 1, at, "step")),
      spanOf(between + 1, between, "used"),
    ];
    expect(callsOf(countOnce(chain(99), []))).to.have.length(1);
    expect(callsOf(countOnce(chain(100), []))).to.have.length(2);
  });

  it("of a trace that goes round in a circle are counted, too", () => {
    const circle = [spanOf(0, 1, "used"), spanOf(1, 0, "step")];
    expect(countOnce(circle, [])).to.have.length(2);
  });

  it("that were counted twice by two requests at the same time are those of the outer call", () => {
    const spans = [spanOf(0, null, "used"), spanOf(1, 0, "step"), spanOf(2, 1, "used")];
    expect(countedTwice(spans.map(stored)).map(({ spanId }) => spanId)).to.deep.equal([hex(0)]);
    expect(countedTwice([spanOf(0, null, "used"), spanOf(1, 0, "step")].map(stored))).to.deep.equal([]);
  });

  it("of a span that is sent again are left as they are", () => {
    const spans = [spanOf(0, null, "used")];
    expect(callsOf(countOnce(spans, spans.map(stored)))).to.have.length(1);
  });
});
