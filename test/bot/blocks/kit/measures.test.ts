import { expect } from "chai";
import fc from "fast-check";
import { countText, durationText, moneyText } from "../../../../src/bot/blocks/kit/measures.ts";

describe("figures in few characters", () => {
  const durations: [number | null, string][] = [
    [null, "–"],
    [0, "0ms"],
    [999, "999ms"],
    [1000, "1s"],
    [1240, "1.2s"],
    [99_400, "99.4s"],
    [99_500, "1.7m"],
    [750_000, "12.5m"],
    [5_969_000, "99.5m"],
    [5_970_000, "1.7h"],
  ];
  for (const [milliseconds, text] of durations) {
    it(`shows ${milliseconds} ms as ${text}`, () => {
      expect(durationText(milliseconds)).to.equal(text);
    });
  }

  it("shows counts in full up to 9999", () => {
    expect([0, 9999, 10_000, 999_499, 999_500, 12_345_678].map(countText)).to.deep.equal([
      "0",
      "9999",
      "10k",
      "999k",
      "1M",
      "12.3M",
    ]);
  });

  it("shows money with the digits that say something", () => {
    expect(
      [0n, 1n, 99_999n, 100_000n, 12_300_000n, 100_000_000n, 1_234_500_000n].map(moneyText),
    ).to.deep.equal(["$0", "<$0.0001", "<$0.0001", "$0.0001", "$0.0123", "$0.10", "$1.23"]);
  });

  it("never takes more than five characters for a duration below 1000 hours or a count below a billion", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_599_000_000 }),
        fc.integer({ min: 0, max: 999_000_000 }),
        (ms, count) => {
          expect(durationText(ms).length).to.be.at.most(5);
          expect(countText(count).length).to.be.at.most(5);
        },
      ),
    );
  });
});
