import { expect } from "chai";
import fc from "fast-check";
import { createRunEvent, itemFinished, keyOf } from "../../../src/observability/events/run-event.ts";

const RUN = {
  tenantId: "acme",
  runId: "0b6dd0a2-6d3f-4d59-8e0a-6b8a8a1f4c11",
  runDate: "2026-11-22",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
};
const COMPANY = "5b0c38d1-1f65-4a0c-bb3c-1d7d9ac5a0fe";
const AT = new Date("2026-11-22T19:00:00Z");

describe("an event of a run", () => {
  it("carries the run's ids and night, and null for all that is not said", () => {
    const key = "ad6b1d2c-3b1d-4a58-9f4d-2a7c9b7f3f10";
    expect(createRunEvent(RUN, AT, key, { event: "stage_started", status: "running" })).to.deep.equal({
      tenantId: "acme",
      runId: RUN.runId,
      eventDate: "2026-11-22",
      traceId: RUN.traceId,
      dedupeKey: key,
      ts: AT,
      event: "stage_started",
      status: "running",
      stage: null,
      companyId: null,
      errorCode: null,
      errorMsg: null,
      durationMs: null,
      vendor: null,
      costNanoUsd: null,
      tokensInput: null,
      tokensOutput: null,
      extra: null,
    });
  });

  it("belongs to the night of its run, also when it happens after midnight", () => {
    const late = new Date("2026-11-23T00:10:00Z");
    expect(createRunEvent(RUN, late, COMPANY, { event: "x", status: "y" }).eventDate).to.equal("2026-11-22");
  });

  it("of a finished item says how it fared, and has the same key whenever it is written again", () => {
    const item = {
      stage: "crawl",
      companyId: COMPANY,
      outcome: "error",
      code: "timeout",
      durationMs: 12,
    } as const;
    const event = itemFinished(RUN, item, AT);
    expect(event).to.include({
      event: "item_finished",
      stage: "crawl",
      companyId: COMPANY,
      status: "error",
      errorCode: "timeout",
      errorMsg: null,
      durationMs: 12,
    });
    const again = itemFinished(RUN, { ...item, outcome: "success", code: null, durationMs: 99 }, new Date());
    expect(again.dedupeKey).to.equal(event.dedupeKey);
  });

  it("has another key for another run, stage or company", () => {
    const item = {
      stage: "crawl",
      companyId: COMPANY,
      outcome: "success",
      code: null,
      durationMs: 1,
    } as const;
    const keys = [
      itemFinished(RUN, item, AT),
      itemFinished({ ...RUN, runId: COMPANY }, item, AT),
      itemFinished(RUN, { ...item, stage: "tavily" }, AT),
      itemFinished(RUN, { ...item, companyId: RUN.runId }, AT),
      itemFinished(RUN, { ...item, companyId: null }, AT),
    ].map(({ dedupeKey }) => dedupeKey);
    expect(new Set(keys).size).to.equal(keys.length);
  });
});

describe("a key of parts", () => {
  const part = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));

  it("is a UUID of version 8", () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(keyOf(...parts)).to.match(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it("is the same for the same parts, and another for others, however they are split", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), fc.array(part, { minLength: 1 }), (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(keyOf(...one) === keyOf(...other)).to.equal(isSame);
        const [first = "", ...rest] = one;
        if (first.length > 1)
          expect(keyOf(first.slice(0, 1), first.slice(1), ...rest)).not.to.equal(keyOf(...one));
      }),
    );
  });
});
