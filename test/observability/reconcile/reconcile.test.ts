import { expect } from "chai";
import fc from "fast-check";
import {
  largestShare,
  RECONCILE_TOLERANCE,
  reconcile,
  type TotalPair,
} from "../../../src/observability/reconcile/reconcile.ts";

const pair = (stored: number, counted: number): TotalPair => ({
  subject: "crawl",
  figure: "count_success",
  source: "events",
  stored,
  counted,
});

describe("reconcile", () => {
  for (const [stored, counted, difference, share, agrees] of [
    [0, 0, 0, 0, true],
    [100, 100, 0, 0, true],
    [100, 98, 2, 0.02, true],
    [98, 100, -2, 0.02, true],
    [1000, 979, 21, 0.021, false],
    [979, 1000, -21, 0.021, false],
    [0, 1, -1, 1, false],
    [1, 0, 1, 1, false],
  ] as const) {
    it(`${agrees ? "lets pass" : "names"} ${stored} stored against ${counted} counted`, () => {
      expect(reconcile([pair(stored, counted)])).to.deep.equal([
        { ...pair(stored, counted), difference, share, agrees },
      ]);
    });
  }

  it("agrees exactly when the sides lie within the tolerance, whichever is the larger", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (stored, counted) => {
        const [there] = reconcile([pair(stored, counted)]);
        const [back] = reconcile([pair(counted, stored)]);
        expect(there?.share).to.equal(back?.share).and.to.be.within(0, 1);
        expect(there?.agrees).to.equal((there?.share ?? 1) <= RECONCILE_TOLERANCE);
      }),
    );
  });

  it("names the largest share, and 0 of nothing", () => {
    expect(largestShare(reconcile([pair(4, 4), pair(4, 1), pair(4, 3)]))).to.equal(0.75);
    expect(largestShare([])).to.equal(0);
  });
});
