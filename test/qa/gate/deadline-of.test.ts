import { expect } from "chai";
import fc from "fast-check";
import { deadlineOf } from "../../../src/qa/gate/deadline-of.ts";

describe("the deadline of a gate", () => {
  for (const [what, timezone, now, deadline] of [
    ["the same morning", "Asia/Singapore", "2026-11-28T17:30:00Z", "2026-11-29T01:00:00Z"],
    [
      "the next morning, when it has just passed",
      "Asia/Singapore",
      "2026-11-29T01:00:00Z",
      "2026-11-30T01:00:00Z",
    ],
    ["across the change to summer time", "Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T07:00:00Z"],
    ["across the change to winter time", "Europe/Berlin", "2026-10-24T22:30:00Z", "2026-10-25T08:00:00Z"],
    ["in a zone of half hours", "Asia/Kolkata", "2026-11-28T20:00:00Z", "2026-11-29T03:30:00Z"],
  ] as const) {
    it(`is ${what}`, () => {
      expect(deadlineOf("09:00", timezone, new Date(now)).toISOString()).to.equal(
        new Date(deadline).toISOString(),
      );
    });
  }

  it("is after now, within a day and an hour, and shows the time wherever clocks do", () => {
    const zones = ["Asia/Singapore", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (now, timeZone) => {
          const deadline = deadlineOf("09:00", timeZone, now);
          const ahead = deadline.getTime() - now.getTime();
          expect(ahead).to.be.within(1, 25 * 3_600_000);
          const shown = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" }).format(deadline);
          expect(shown).to.equal("09:00");
        },
      ),
    );
  });
});
