import { expect } from "chai";
import { compareNights, compareOccurrence } from "../../../src/alerts/cards/compare-nights.ts";

const on = (weekday: number, share: number) => ({ weekday, share });

describe("comparing a night with those before", () => {
  it("needs an earlier night", () => {
    expect(compareNights(on(1, 0.4), [])).to.equal(null);
  });

  it("speaks of one night, and of several by their median and highest", () => {
    expect(compareNights(on(1, 0.4), [on(7, 0.1)])).to.equal(
      "40 % in this run; on the night before it was 10 %.",
    );
    const nights = [0.1, 0.3, 0.2, 0.05].map((share, index) => on(7 - index, share));
    expect(compareNights(on(1, 0.4), nights)).to.equal(
      "40 % in this run; on the last 4 nights the median was 10 %, the highest 30 %.",
    );
  });

  it("takes fourteen nights at most, the newest", () => {
    const nights = Array.from({ length: 15 }, (_, index) => on((index % 3) + 2, index === 14 ? 1 : 0.1));
    expect(compareNights(on(1, 0.4), nights))
      .to.include("the last 14 nights")
      .and.include("highest 10 %");
  });

  it("compares with the same weekday alone once there are four, and says so", () => {
    const others = Array.from({ length: 10 }, () => on(2, 0.9));
    const saturdays = [0.1, 0.2, 0.3].map((share) => on(6, share));
    expect(compareNights(on(6, 0.4), [...others, ...saturdays])).to.include("the last 13 nights");
    expect(compareNights(on(6, 0.4), [...others, ...saturdays, on(6, 0.4)])).to.equal(
      "40 % in this run; on the last 4 Saturdays the median was 20 %, the highest 40 %.",
    );
  });
});

describe("counting the nights on which an alert was found", () => {
  const cases: readonly (readonly [boolean[], string | null])[] = [
    [[], null],
    [[false], "New: it did not fire on the night before."],
    [[false, false, false], "New: it did not fire on the 3 nights before."],
    [[true], "2nd night in a row."],
    [[true, true, false, true], "3rd night in a row."],
    [[true, true, true], "4th night in a row."],
    [Array.from({ length: 10 }, () => true), "11th night in a row."],
    [Array.from({ length: 14 }, () => true), "15th night in a row."],
    [[false, true, true], "It also fired on 2 of the 3 nights before."],
  ];
  for (const [found, text] of cases) {
    it(`says ${text ?? "nothing"} after ${found.map((one) => (one ? "found" : "not")).join(", ") || "no night"}`, () => {
      expect(compareOccurrence(found)).to.equal(text);
    });
  }
});
