import { expect } from "chai";
import {
  isInForce,
  matchesSilence,
  readSilenceWindow,
} from "../../../src/alerts/suppression/silence-window.ts";
import { InvalidInputError } from "../../../src/errors.ts";

const NOW = new Date("2026-11-22T02:00:00Z");
const minute = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const ALERT = { ruleId: "CR-02", subject: "crawl" };

describe("a silence", () => {
  const matchers: readonly [string, string | null, string | null, boolean][] = [
    ["everything", null, null, true],
    ["its rule", "CR-02", null, true],
    ["its subject", null, "crawl", true],
    ["both", "CR-02", "crawl", true],
    ["another rule", "OE-06", null, false],
    ["another subject", null, "tavily", false],
    ["its rule about another subject", "CR-02", "tavily", false],
  ];
  for (const [what, ruleId, subject, expected] of matchers) {
    it(`of ${what} ${expected ? "covers" : "does not cover"} the alert`, () => {
      expect(matchesSilence({ ruleId, subject }, ALERT)).to.equal(expected);
    });
  }

  it("is in force from its start until just before its end, unless somebody ended it", () => {
    const window = { ruleId: null, subject: null, startsAt: NOW, endsAt: minute(60), cancelledAt: null };
    expect([-1, 0, 59, 60].map((minutes) => isInForce(window, minute(minutes)))).to.deep.equal([
      false,
      true,
      true,
      false,
    ]);
    expect(isInForce({ ...window, cancelledAt: minute(1) }, minute(2))).to.equal(false);
  });

  const refused: readonly [string, Parameters<typeof readSilenceWindow>[0]][] = [
    ["no end", { endsAt: null }],
    ["an end that is no time", { endsAt: new Date(Number.NaN) }],
    ["an end before now", { endsAt: minute(-1) }],
    ["an end at its start", { startsAt: minute(10), endsAt: minute(10) }],
    ["more than 30 days", { endsAt: minute(30 * 1440 + 1) }],
  ];
  for (const [what, window] of refused) {
    it(`with ${what} is refused, naming its end`, () => {
      expect(() => readSilenceWindow(window, NOW))
        .to.throw(InvalidInputError)
        .with.property("field", "ends");
    });
  }

  it("may last 30 days, and begins now unless it is told otherwise", () => {
    expect(readSilenceWindow({ endsAt: minute(30 * 1440) }, NOW)).to.deep.equal({
      startsAt: NOW,
      endsAt: minute(30 * 1440),
    });
  });
});
