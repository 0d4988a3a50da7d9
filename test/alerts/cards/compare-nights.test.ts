import { expect } from "chai";
import { compareNights, compareOccurrence } from "../../../src/alerts/cards/compare-nights.ts";

describe("comparing a share with earlier nights", () => {
  it("has nothing to say without one", () => {
    expect(compareNights(0.4, [])).to.equal(null);
  });

  it("names the one there is", () => {
    expect(compareNights(0.4, [0.1])).to.equal("40 % in this run; on the night before 10 %.");
  });

  it("names the middle and the most, in whatever order they come", () => {
    const text = "40 % in this run; on the last 3 nights 10 % in the middle and 55.5 % at most.";
    expect(compareNights(0.4, [0.555, 0.1, 0])).to.equal(text);
    expect(compareNights(0.4, [0, 0.555, 0.1])).to.equal(text);
  });

  it("takes the lower of two middles", () => {
    expect(compareNights(0.4, [0.1, 0.2])).to.include("10 % in the middle");
  });
});

describe("comparing an alert with earlier nights", () => {
  for (const [nights, hits, text] of [
    [0, 0, null],
    [1, 0, "New: it did not fire on the night before."],
    [1, 1, "It also fired on the night before."],
    [14, 0, "New: it did not fire on the 14 nights before."],
    [14, 3, "It also fired on 3 of the 14 nights before."],
  ] as const) {
    it(`says ${text ?? "nothing"} of ${hits} in ${nights}`, () => {
      expect(compareOccurrence({ nights, hits })).to.equal(text);
    });
  }
});
