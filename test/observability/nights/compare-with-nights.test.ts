import { expect } from "chai";
import { compareWithNights } from "../../../src/observability/nights/compare-with-nights.ts";
import type { Night } from "../../../src/observability/nights/night.ts";

const DAY_MS = 86_400_000;
/** A Monday. */
const TONIGHT = new Date("2026-11-23T00:00:00Z");

function nightOf(daysAgo: number, changes: Partial<Night> = {}): Night {
  const startedAt = new Date(TONIGHT.getTime() - daysAgo * DAY_MS);
  return {
    runId: "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77",
    runDate: startedAt.toISOString().slice(0, 10),
    status: "succeeded",
    startedAt,
    endedAt: new Date(startedAt.getTime() + 60_000 * (1 + daysAgo)),
    costUsd: 1,
    stages: [],
    vendors: [],
    metrics: {},
    passes: 0,
    fails: 0,
    ...changes,
  };
}

/** So many nights, one a day, the oldest first. */
const nightly = (count: number) => Array.from({ length: count }, (_, index) => nightOf(count - index));

const took = (earlier: readonly Night[], own = nightOf(0)) =>
  compareWithNights(own, earlier).figures.find(({ name }) => name === "took");

describe("a night beside the nights before it", () => {
  it("has nothing to compare with on its own", () => {
    expect(compareWithNights(nightOf(0), []).nights).to.equal(null);
    expect(took([])).to.deep.equal({
      name: "took",
      unit: "ms",
      own: 60_000,
      median: null,
      lowest: null,
      highest: null,
    });
  });

  it("stands beside one night, and beside at most 14", () => {
    expect(compareWithNights(nightOf(0), nightly(1)).nights).to.equal("night before");
    expect(compareWithNights(nightOf(0), nightly(14)).nights).to.equal("last 14 nights");
    expect(compareWithNights(nightOf(0), nightly(27)).nights).to.equal("last 14 nights");
    expect(took(nightly(27))).to.include({ lowest: 2 * 60_000, median: 8 * 60_000, highest: 15 * 60_000 });
  });

  it("stands beside nights of the same weekday alone once there are four", () => {
    expect(compareWithNights(nightOf(0), nightly(28)).nights).to.equal("last 4 Mondays");
    expect(took(nightly(28))).to.include({ lowest: 8 * 60_000, median: 15 * 60_000, highest: 29 * 60_000 });
  });

  it("takes the lower of two in the middle, and leaves out nights without the figure", () => {
    const earlier = [1, 2, 3].map((daysAgo) =>
      nightOf(daysAgo, { metrics: { candidates_selected: daysAgo === 3 ? null : daysAgo * 10 } }),
    );
    const { figures } = compareWithNights(nightOf(0, { metrics: { candidates_selected: 0 } }), earlier);
    expect(figures.find(({ name }) => name === "companies")).to.deep.equal({
      name: "companies",
      unit: "count",
      own: 0,
      median: 10,
      lowest: 10,
      highest: 20,
    });
  });

  it("counts a failed share over all stages, and none of nothing", () => {
    const stage = { stage: "crawl", status: "succeeded", total: 4, p50Ms: 1, p95Ms: 1, p99Ms: 1 } as const;
    const own = nightOf(0, { stages: [{ ...stage, success: 3, error: 1 }] });
    const failed = compareWithNights(own, [nightOf(1)]).figures.find(({ name }) => name === "failed");
    expect(failed).to.include({ own: 0.25, median: null });
  });
});
