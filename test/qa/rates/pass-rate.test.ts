import { expect } from "chai";
import fc from "fast-check";
import { countVerdicts, finiteInterval, passRate, wilsonInterval } from "../../../src/qa/rates/pass-rate.ts";

const sample = fc
  .integer({ min: 1, max: 100_000 })
  .chain((total) => fc.tuple(fc.integer({ min: 0, max: total }), fc.constant(total)));

describe("the pass rate", () => {
  it("counts passes and fails only, and tells the undecided beside them", () => {
    const counts = countVerdicts(["pass", "pass", "pass", "fail", "needs_review", null, null]);
    expect(counts).to.deep.equal({ passes: 3, fails: 1, needsReview: 1, pending: 2 });
    expect(passRate(counts)).to.include({ rate: 0.75, decided: 4, needsReview: 1, pending: 2 });
  });

  it("is unknown, not zero, when nothing is decided", () => {
    const undecided = { passes: 0, fails: 0, needsReview: 2, pending: 8 };
    expect(passRate(undecided)).to.include({ rate: null, interval: null, decided: 0 });
  });
});

describe("Wilson's interval", () => {
  const published = [
    { successes: 8, total: 10, low: 0.4902, high: 0.9433 },
    { successes: 0, total: 10, low: 0, high: 0.2775 },
    { successes: 81, total: 263, low: 0.2553, high: 0.3662 },
    { successes: 15, total: 148, low: 0.0624, high: 0.1605 },
  ];
  for (const { successes, total, low, high } of published) {
    it(`of ${successes} in ${total} is ${low} to ${high}`, () => {
      const interval = wilsonInterval(successes, total);
      expect(interval.low).to.be.closeTo(low, 0.0001);
      expect(interval.high).to.be.closeTo(high, 0.0001);
    });
  }

  it("contains the rate and stays within 0 and 1", () => {
    fc.assert(
      fc.property(sample, ([successes, total]) => {
        const { low, high } = wilsonInterval(successes, total);
        expect(low).to.be.within(0, successes / total);
        expect(high).to.be.within(successes / total, 1);
      }),
    );
  });

  it("ends exactly at 0 and 1 when all failed or passed, though rounding may end it beyond", () => {
    for (let total = 1; total <= 200; total += 1) {
      expect(wilsonInterval(0, total).low, `0 of ${total}`).to.equal(0);
      expect(wilsonInterval(total, total).high, `${total} of ${total}`).to.equal(1);
    }
  });

  it("is narrower with more samples of the same rate", () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 50 }), ([successes, total], times) => {
        const width = (factor: number) => {
          const { low, high } = wilsonInterval(successes * factor, total * factor);
          return high - low;
        };
        expect(width(times)).to.be.lessThan(width(1));
      }),
    );
  });

  it("of fails is the mirror of that of passes", () => {
    fc.assert(
      fc.property(sample, ([successes, total]) => {
        const passes = wilsonInterval(successes, total);
        const fails = wilsonInterval(total - successes, total);
        expect(fails.low).to.be.closeTo(1 - passes.high, 1e-9);
        expect(fails.high).to.be.closeTo(1 - passes.low, 1e-9);
      }),
    );
  });
});

describe("the interval of a finite population", () => {
  it("is a point when everything was judged, and Wilson's when the population is endless", () => {
    expect(finiteInterval(6, 8, 8)).to.deep.equal({ low: 0.75, high: 0.75 });
    expect(finiteInterval(6, 8, Number.POSITIVE_INFINITY)).to.deep.equal(wilsonInterval(6, 8));
  });

  it("holds the rate, is no wider than Wilson's, and leaves open only what was not judged", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }).chain((total) =>
          fc.record({
            total: fc.constant(total),
            successes: fc.integer({ min: 0, max: total }),
            populationSize: fc.integer({ min: total, max: 500 }),
          }),
        ),
        ({ total, successes, populationSize }) => {
          const { low, high } = finiteInterval(successes, total, populationSize);
          const wilson = wilsonInterval(successes, total);
          expect(low).to.be.at.most(successes / total + 1e-12);
          expect(high).to.be.at.least(successes / total - 1e-12);
          expect(high - low).to.be.at.most(wilson.high - wilson.low + 1e-12);
          expect(low).to.be.at.least(successes / populationSize - 1e-12);
          expect(high).to.be.at.most(1 - (total - successes) / populationSize + 1e-12);
        },
      ),
    );
  });

  it("holds the true share of 34 companies in at least 93 of 100 samples of ten, whatever the share, on average", () => {
    const populationSize = 34;
    const size = 10;
    let covered = 0;
    for (let good = 0; good <= populationSize; good += 1) {
      for (let successes = 0; successes <= size; successes += 1) {
        const { low, high } = finiteInterval(successes, size, populationSize);
        const share = good / populationSize;
        if (low <= share && share <= high) covered += hypergeometric(successes, size, good, populationSize);
      }
    }
    expect(covered / (populationSize + 1)).to.be.at.least(0.93);
  });
});

/** How likely a sample of `size` holds `successes` of the `good` companies. */
function hypergeometric(successes: number, size: number, good: number, populationSize: number): number {
  const ways = (of: number, take: number) => {
    if (take < 0 || take > of) return 0;
    let product = 1;
    for (let index = 1; index <= take; index += 1) product = (product * (of - take + index)) / index;
    return product;
  };
  return (ways(good, successes) * ways(populationSize - good, size - successes)) / ways(populationSize, size);
}
