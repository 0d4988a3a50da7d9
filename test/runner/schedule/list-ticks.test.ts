import { expect } from "chai";
import fc from "fast-check";
import { listTicks } from "../../../src/runner/schedule/list-ticks.ts";
import { scheduleTicks } from "../../../src/runner/schedule/schedule-ticks.ts";

const HOUR_MS = 3_600_000;
const ZONES = ["Asia/Singapore", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"];
const CRONS = ["*/20 * * * *", "30 1-3 * * *", "0 0 * * *", "15 2 * * *", "10 0,23 * * *"];

describe("times worked out in steps", () => {
  it("are the same as all at once, over changes of the clock as well", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...CRONS),
        // Starts around the days on which these zones change their clocks, in seconds.
        fc.constantFrom("2026-03-08", "2026-11-01", "2026-04-24", "2026-10-29", "2026-04-05", "2011-12-30"),
        fc.integer({ min: -2 * 86_400, max: 86_400 }),
        fc.integer({ min: 0, max: 60 }),
        async (timezone, cron, day, shiftSeconds, hours) => {
          const from = new Date(Date.parse(day) + shiftSeconds * 1_000);
          const span = { from, to: new Date(from.getTime() + hours * HOUR_MS) };
          expect(await listTicks({ cron, timezone }, span)).to.deep.equal(
            scheduleTicks({ cron, timezone }, span),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it("let the process do other work meanwhile, a week of minutes long", async () => {
    const to = new Date("2026-11-22T12:00:00Z");
    const span = { from: new Date(to.getTime() - 7 * 24 * HOUR_MS), to };
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
    }, 1);
    const ticks = await listTicks({ cron: "* * * * *", timezone: "America/New_York" }, span);
    clearInterval(other);
    expect(ticks).to.have.length(7 * 24 * 60 + 1);
    expect(turns).to.be.greaterThan(20);
  });
});
