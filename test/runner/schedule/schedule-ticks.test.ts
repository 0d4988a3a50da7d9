import { expect } from "chai";
import fc from "fast-check";
import { nextTick, scheduleTicks } from "../../../src/runner/schedule/schedule-ticks.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const NEW_YORK = "America/New_York";

function ticks(cron: string, timezone: string, from: string, to: string): string[] {
  return scheduleTicks({ cron, timezone }, { from: new Date(from), to: new Date(to) }).map(
    ({ localAt, ordinal, dueAt }) => `${localAt} #${ordinal} ${dueAt.toISOString().slice(5, 16)}`,
  );
}

/** What the clock on the wall of a zone shows, as milliseconds of a clock that never changes. */
function wallClock(timezone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (at) => Date.parse(`${format.format(at).replace(" ", "T")}Z`);
}

/** The moments of 2026 and 2027 at which a zone's clocks change, found by looking. */
function changesOf(timezone: string): number[] {
  const wall = wallClock(timezone);
  const offset = (at: number) => wall(at) - at;
  const changes: number[] = [];
  const end = Date.UTC(2028, 0, 1);
  for (let at = Date.UTC(2026, 0, 1); at < end; at += DAY) {
    let [low, high] = [at, at + DAY];
    if (offset(low) === offset(high)) continue;
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

describe("the times of a schedule", () => {
  it("are those of the clock on the wall, the ends of the range included", () => {
    expect(ticks("0 1 * * *", "Asia/Singapore", "2026-11-21T17:00Z", "2026-11-22T17:00Z")).to.deep.equal([
      "2026-11-22T01:00 #1 11-21T17:00",
      "2026-11-23T01:00 #1 11-22T17:00",
    ]);
    expect(ticks("0 1 * * *", "Asia/Singapore", "2026-11-21T17:01Z", "2026-11-22T16:59Z")).to.deep.equal([]);
    expect(ticks("0 1 * * *", "Asia/Singapore", "2026-11-23T00:00Z", "2026-11-22T00:00Z")).to.deep.equal([]);
  });

  it("happen once an hour that is left out is over, and once only", () => {
    expect(ticks("30 2 * * *", NEW_YORK, "2026-03-08T00:00Z", "2026-03-09T00:00Z")).to.deep.equal([
      "2026-03-08T02:30 #1 03-08T07:00",
    ]);
    expect(ticks("0,30 2 * * *", NEW_YORK, "2026-03-08T00:00Z", "2026-03-09T00:00Z")).to.deep.equal([
      "2026-03-08T02:00 #1 03-08T07:00",
    ]);
  });

  it("leave the hour out when the schedule comes round anyway", () => {
    expect(ticks("0 * * * *", NEW_YORK, "2026-03-08T06:00Z", "2026-03-08T08:00Z")).to.deep.equal([
      "2026-03-08T01:00 #1 03-08T06:00",
      "2026-03-08T03:00 #1 03-08T07:00",
      "2026-03-08T04:00 #1 03-08T08:00",
    ]);
  });

  it("come a second time in a repeated hour only where several times are meant, each with its ordinal", () => {
    expect(ticks("30 1 * * *", NEW_YORK, "2026-11-01T00:00Z", "2026-11-02T00:00Z")).to.deep.equal([
      "2026-11-01T01:30 #1 11-01T05:30",
    ]);
    expect(ticks("30 1,13 * * *", NEW_YORK, "2026-11-01T00:00Z", "2026-11-01T12:00Z")).to.deep.equal([
      "2026-11-01T01:30 #1 11-01T05:30",
    ]);
    expect(ticks("*/30 1 * * *", NEW_YORK, "2026-11-01T00:00Z", "2026-11-02T00:00Z")).to.deep.equal([
      "2026-11-01T01:00 #1 11-01T05:00",
      "2026-11-01T01:30 #1 11-01T05:30",
      "2026-11-01T01:00 #2 11-01T06:00",
      "2026-11-01T01:30 #2 11-01T06:30",
    ]);
  });

  it("follow an hourly schedule through the repeated hour without a pause", () => {
    const due = scheduleTicks(
      { cron: "0 * * * *", timezone: NEW_YORK },
      { from: new Date("2026-11-01T00:00Z"), to: new Date("2026-11-01T23:00Z") },
    ).map(({ dueAt }) => dueAt.getTime());
    expect(due).to.have.lengthOf(24);
    for (const [place, at] of due.entries()) if (place > 0) expect(at - (due[place - 1] ?? 0)).to.equal(HOUR);
  });

  it("keep a night of Greenland that croner alone moves to the next day", () => {
    expect(ticks("59 23 * * *", "America/Godthab", "2026-03-28T12:00Z", "2026-03-30T12:00Z")).to.deep.equal([
      "2026-03-28T23:59 #1 03-29T01:00",
      "2026-03-29T23:59 #1 03-30T00:59",
    ]);
  });

  it("survive a change of half an hour", () => {
    expect(
      ticks("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-04T18:00Z"),
    ).to.deep.equal(["2026-10-04T02:15 #1 10-03T15:30", "2026-10-05T02:15 #1 10-04T15:15"]);
  });

  it("are exactly one a night in every zone there is, at every change of 2026 and 2027", function () {
    this.timeout(120_000);
    const zones = Intl.supportedValuesOf("timeZone").map((timezone) => ({
      timezone,
      changes: changesOf(timezone),
    }));
    const changing = zones.filter(({ changes }) => changes.length > 0);
    expect(zones.length).to.be.greaterThan(400);
    expect(changing.length).to.be.greaterThan(100);
    for (const { timezone, changes } of changing) {
      const wall = wallClock(timezone);
      for (const change of changes) {
        // The minutes at and around both edges of what is left out or repeated, which is where nights get lost.
        const edges = [wall(change - 1_000) + 1_000, wall(change)].flatMap((edge) => [
          edge - 60_000,
          edge,
          edge + 60_000,
        ]);
        const minutesOfDay = edges.map((edge) => Math.floor((((edge % DAY) + DAY) % DAY) / 60_000));
        const between = Math.floor(((edges[1] ?? 0) + (edges[4] ?? 0)) / 2 / 60_000) % 1_440;
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 1_439 }), (minute) => isOneANight(timezone, change, minute)),
          { numRuns: 2, examples: [...minutesOfDay, between].map((minute) => [minute] as [number]) },
        );
      }
    }
  });

  it("are one a night on ordinary days, in every zone there is", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf("timeZone")),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 1) }),
        fc.integer({ min: 0, max: 1_439 }),
        isOneANight,
      ),
      { numRuns: 200 },
    );
  });

  function isOneANight(timezone: string, around: number, minute: number): void {
    const cron = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
    const wall = wallClock(timezone);
    const found = scheduleTicks(
      { cron, timezone },
      { from: new Date(around - 3 * DAY), to: new Date(around + 3 * DAY) },
    );
    const says = `${timezone} ${cron} around ${new Date(around).toISOString()}`;
    expect(found.length, says).to.be.within(5, 7);
    for (const [place, { localAt, ordinal, dueAt }] of found.entries()) {
      expect(ordinal, says).to.equal(1);
      const [expected, shown] = [Date.parse(`${localAt}Z`), wall(dueAt.getTime())];
      // Either the wall shows the very time, or the time was left out and its instant is the first one after.
      if (shown !== expected) {
        expect(wall(dueAt.getTime() - 1_000), says).to.be.lessThan(expected);
        expect(shown, says).to.be.greaterThan(expected);
      }
      const before = found[place - 1];
      if (before === undefined) continue;
      expect(Date.parse(`${localAt}Z`) - Date.parse(`${before.localAt}Z`), says).to.equal(DAY);
      expect(dueAt.getTime() - before.dueAt.getTime(), says).to.be.within(DAY - 3 * HOUR, DAY + 3 * HOUR);
    }
  }
});

describe("the next time of a schedule", () => {
  it("lies after the moment, never at it", () => {
    const timetable = { cron: "0 1 * * *", timezone: "Asia/Singapore" };
    const at = new Date("2026-11-21T17:00:00Z");
    expect(nextTick(timetable, new Date(at.getTime() - 1))?.dueAt).to.deep.equal(at);
    expect(nextTick(timetable, at)?.localAt).to.equal("2026-11-23T01:00");
  });

  it("is found years ahead, and is null when it never comes", () => {
    const after = new Date("2026-11-21T17:00:00Z");
    expect(nextTick({ cron: "0 0 29 2 *", timezone: "UTC" }, after)?.localAt).to.equal("2028-02-29T00:00");
    expect(nextTick({ cron: "0 0 30 2 *", timezone: "UTC" }, after)).to.equal(null);
  });

  it("walks through the same times as the range, whatever the schedule and the change", function () {
    this.timeout(20_000);
    const crons = [
      "*/20 * * * *",
      "0 * * * *",
      "30 1 * * *",
      "30 2 * * *",
      "*/30 1,2 * * *",
      "0 0 * * 0",
      "59 23 * * *",
    ];
    for (const cron of crons) {
      for (const timezone of [
        NEW_YORK,
        "Australia/Lord_Howe",
        "America/Godthab",
        "Africa/Cairo",
        "Asia/Singapore",
      ]) {
        for (const [from, to] of [
          ["2026-03-06T00:00Z", "2026-03-10T00:00Z"],
          ["2026-03-28T00:00Z", "2026-03-30T00:00Z"],
          ["2026-10-30T00:00Z", "2026-11-03T00:00Z"],
          ["2026-04-23T00:00Z", "2026-04-25T00:00Z"],
        ] as const) {
          const range = { from: new Date(from), to: new Date(to) };
          const walked: string[] = [];
          let at = new Date(range.from.getTime() - 1);
          for (;;) {
            const tick = nextTick({ cron, timezone }, at);
            if (tick === null || tick.dueAt > range.to) break;
            walked.push(`${tick.localAt} #${tick.ordinal}`);
            at = tick.dueAt;
          }
          expect(walked, `${cron} ${timezone} ${from}`).to.deep.equal(
            scheduleTicks({ cron, timezone }, range).map(({ localAt, ordinal }) => `${localAt} #${ordinal}`),
          );
        }
      }
    }
  });
});
