import { expect } from "chai";
import { steadiness, USUAL_NOISE } from "../../../src/alerts/policy/noise.ts";

describe("the usual noise", () => {
  it("is more than six changes within an hour for an alert, and more than ten cards a minute for a channel", () => {
    expect(USUAL_NOISE).to.deep.equal({ flapChanges: 6, flapMinutes: 60, stormCards: 10 });
  });
});

describe("how steady an alert is", () => {
  const cases = [
    { changes: 0, isChange: false, is: "steady" },
    { changes: 6, isChange: true, is: "steady" },
    { changes: 6, isChange: false, is: "steady" },
    { changes: 7, isChange: true, is: "begins" },
    { changes: 7, isChange: false, is: "flapping" },
    { changes: 8, isChange: true, is: "flapping" },
  ];
  for (const { changes, isChange, is } of cases) {
    it(`is ${is} after ${changes} changes${isChange ? ", of which one is about to happen" : ""}`, () => {
      expect(steadiness(changes, isChange)).to.equal(is);
    });
  }

  it("follows the tenant's own limit", () => {
    expect(steadiness(2, true, { flapChanges: 2 })).to.equal("steady");
    expect(steadiness(3, true, { flapChanges: 2 })).to.equal("begins");
  });
});
