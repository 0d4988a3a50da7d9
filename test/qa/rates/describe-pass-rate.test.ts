import { expect } from "chai";
import { describeCorrectedRate, describePassRate } from "../../../src/qa/rates/describe-pass-rate.ts";

describe("the sentence about the pass rate", () => {
  it("says the rate, the number of decided samples and the interval", () => {
    expect(describePassRate({ passes: 8, fails: 2, needsReview: 1, pending: 4 }, 34)).to.equal(
      "80 % of 10 pass; of all 34 High companies between 54 % and 93 % do (95 % confidence).",
    );
  });

  it("begins with the first pass or fail", () => {
    const none = { passes: 0, fails: 0, needsReview: 1, pending: 4 };
    expect(describePassRate(none, 34)).to.equal(null);
    expect(describePassRate({ ...none, passes: 1 }, 34)).to.match(/^100 % of 1 pass/);
    expect(describePassRate({ ...none, fails: 1 }, 34)).to.match(/^0 % of 1 pass/);
  });

  it("leaves no doubt where every High company was judged", () => {
    expect(describePassRate({ passes: 6, fails: 2, needsReview: 0, pending: 0 }, 8)).to.equal(
      "75 % of all 8 High companies pass.",
    );
  });
});

describe("the sentence about the last nights", () => {
  it("says the share, of how many companies, and the interval", () => {
    const corrected = { rate: 0.861, interval: { low: 0.81, high: 0.9 }, populationSize: 476 };
    expect(describeCorrectedRate(corrected, 14)).to.equal(
      "Last 14 days: 86 % of 476 High companies are good, between 81 % and 90 % (verdicts and checks together).",
    );
    expect(describeCorrectedRate(null, 14)).to.equal(null);
  });
});
