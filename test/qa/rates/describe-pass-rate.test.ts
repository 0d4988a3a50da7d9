import { expect } from "chai";
import { describePassRate } from "../../../src/qa/rates/describe-pass-rate.ts";

describe("the sentence about the pass rate", () => {
  it("says the rate, the number of decided samples and the interval", () => {
    expect(describePassRate({ passes: 8, fails: 2, needsReview: 1, pending: 4 })).to.equal(
      "Pass rate 80 % of 10 decided; with 95 % confidence between 49 % and 94 %.",
    );
  });

  it("begins with the first pass or fail", () => {
    const none = { passes: 0, fails: 0, needsReview: 1, pending: 4 };
    expect(describePassRate(none)).to.equal(null);
    expect(describePassRate({ ...none, passes: 1 })).to.match(/^Pass rate 100 % of 1 decided/);
    expect(describePassRate({ ...none, fails: 1 })).to.match(/^Pass rate 0 % of 1 decided/);
  });
});
