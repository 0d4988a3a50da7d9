import { expect } from "chai";
import fc from "fast-check";
import { InvalidInputError } from "../../../src/errors.ts";
import { percentile, percentiles } from "../../../src/observability/figures/percentiles.ts";

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("percentiles", () => {
  for (const [values, expected] of [
    [[], { p50: null, p95: null, p99: null }],
    [[7], { p50: 7, p95: 7, p99: 7 }],
    [[2, 1], { p50: 1, p95: 2, p99: 2 }],
    [upTo(20), { p50: 10, p95: 19, p99: 20 }],
    [upTo(21), { p50: 11, p95: 20, p99: 21 }],
    [upTo(100).reverse(), { p50: 50, p95: 95, p99: 99 }],
    [[100, 9, 80], { p50: 80, p95: 100, p99: 100 }],
    [[5, 5, 5, 0], { p50: 5, p95: 5, p99: 5 }],
  ] as const) {
    it(`of ${values.length > 5 ? `${values.length} values` : `[${values.join(", ")}]`} are the nearest ranks`, () => {
      expect(percentiles(values)).to.deep.equal(expected);
    });
  }

  it("has the ends at 0 and 1, and refuses what lies beyond", () => {
    expect(percentile([3, 1, 2], 0)).to.equal(1);
    expect(percentile([3, 1, 2], 1)).to.equal(3);
    for (const fraction of [-0.01, 1.01, Number.NaN])
      expect(() => percentile([1], fraction)).to.throw(InvalidInputError, "fraction");
  });

  it("is the smallest value that this share of all does not exceed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1 }),
        fc.integer({ min: 0, max: 64 }).map((n) => n / 64),
        (values, fraction) => {
          const found = percentile(values, fraction) ?? Number.NaN;
          const atMost = (limit: number) => values.filter((value) => value <= limit).length / values.length;
          expect(values).to.include(found);
          expect(atMost(found)).to.be.at.least(fraction);
          const below = values.filter((value) => value < found);
          if (below.length > 0) expect(atMost(Math.max(...below))).to.be.below(fraction);
        },
      ),
    );
  });

  it("leaves the values as they were", () => {
    const values = [3, 1, 2];
    percentiles(values);
    expect(values).to.deep.equal([3, 1, 2]);
  });
});
