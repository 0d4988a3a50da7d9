import { expect } from "chai";
import { describePassRate } from "../../../src/qa/rates/describe-pass-rate.ts";

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
