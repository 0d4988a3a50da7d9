import { expect } from "chai";
import fc from "fast-check";
import { countVerdicts, isBelowTarget, passRate, wilsonInterval } from "../../../src/qa/rates/pass-rate.ts";

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

describe("evidence of a low pass rate", () => {
  const rule = { target: 0.8, minimumDecided: 10 };
  const counts = (passes: number, fails: number) => ({ passes, fails, needsReview: 0, pending: 0 });

  it("is given when even the upper end of the interval is below the target", () => {
    expect(wilsonInterval(4, 10).high).to.be.lessThan(0.8);
    expect(isBelowTarget(counts(4, 6), rule)).to.equal(true);
    expect(wilsonInterval(5, 10).high).to.be.lessThan(0.8);
    expect(isBelowTarget(counts(5, 5), rule)).to.equal(true);
    expect(wilsonInterval(6, 10).high).to.be.greaterThan(0.8);
    expect(isBelowTarget(counts(6, 4), rule)).to.equal(false);
  });

  it("is not given when the upper end of the interval is exactly the target", () => {
    const { high } = wilsonInterval(4, 10);
    expect(isBelowTarget(counts(4, 6), { ...rule, target: high })).to.equal(false);
    expect(isBelowTarget(counts(4, 6), { ...rule, target: high + 0.001 })).to.equal(true);
  });

  it("is not given by too few verdicts, however bad", () => {
    expect(isBelowTarget(counts(0, 9), rule)).to.equal(false);
    expect(isBelowTarget(counts(0, 10), rule)).to.equal(true);
    expect(isBelowTarget(counts(0, 0), { ...rule, minimumDecided: 0 })).to.equal(false);
  });

  it("is never given when the rate itself meets the target", () => {
    fc.assert(
      fc.property(sample, ([passes, total]) => {
        fc.pre(passes / total >= 0.8);
        expect(isBelowTarget(counts(passes, total - passes), rule)).to.equal(false);
      }),
    );
  });
});
