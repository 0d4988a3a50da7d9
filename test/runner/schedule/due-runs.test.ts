import { expect } from "chai";
import { dueRuns } from "../../../src/runner/schedule/due-runs.ts";
import type { ScheduleTick } from "../../../src/runner/schedule/schedule-ticks.ts";

const NOW = new Date("2026-11-22T12:00:00Z");

/** A time so many minutes before now. */
function ago(minutes: number): ScheduleTick {
  const dueAt = new Date(NOW.getTime() - minutes * 60_000);
  return { localAt: dueAt.toISOString().slice(0, 16), ordinal: 1, dueAt };
}

function fates(
  minutesAgo: readonly number[],
  catchUp: "none" | "latest" | "all",
  windowMinutes = 360,
): string[] {
  return dueRuns(minutesAgo.map(ago), { catchUp, windowMinutes }, NOW).map(({ state, caughtUp }) =>
    caughtUp ? `${state}, caught up` : state,
  );
}

describe("the runs that are due", () => {
  it("are run when they are seen in time, whatever the catch-up", () => {
    for (const catchUp of ["none", "latest", "all"] as const) {
      expect(fates([5], catchUp)).to.deep.equal(["waiting"]);
      expect(fates([5], catchUp, 0)).to.deep.equal(["waiting"]);
    }
  });

  it("are missed without catch-up as soon as they are not", () => {
    expect(fates([5.01], "none")).to.deep.equal(["missed"]);
    expect(fates([1445, 5], "none")).to.deep.equal(["missed", "waiting"]);
  });

  it("are caught up by the newest alone, within the window and no further", () => {
    expect(fates([3000, 360], "latest")).to.deep.equal(["missed", "waiting, caught up"]);
    expect(fates([3000, 360.01], "latest")).to.deep.equal(["missed", "missed"]);
    expect(fates([300, 200, 1], "latest")).to.deep.equal(["missed", "missed", "waiting"]);
  });

  it("are all caught up where that is wanted, within the window and no further", () => {
    expect(fates([361, 360, 100, 1], "all")).to.deep.equal([
      "missed",
      "waiting, caught up",
      "waiting, caught up",
      "waiting",
    ]);
  });

  it("say why they were missed", () => {
    const reasons = dueRuns([500, 300, 1].map(ago), { catchUp: "latest", windowMinutes: 360 }, NOW).map(
      ({ reason }) => reason,
    );
    expect(reasons).to.deep.equal([
      "no runner was up within 360 minutes of its time",
      "a later one took its place",
      null,
    ]);
  });

  it("are none when no time has come", () => {
    expect(fates([], "all")).to.deep.equal([]);
  });
});
