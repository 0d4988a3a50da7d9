import { expect } from "chai";
import { runStuck } from "../../../src/alerts/rules/run-stuck.ts";
import { DUE_AT, decide, findOne, makeScheduleSnapshot, minutesAfter } from "./decide-schedules.ts";

const underWay = (lastActive: number, now: number) =>
  makeScheduleSnapshot({
    running: { runId: "r1", startedAt: DUE_AT, lastActiveAt: minutesAfter(lastActive) },
    now: minutesAfter(now),
  });

describe("SR-12, a run that is stuck", () => {
  it("is quiet without a run in progress, and ends what it said", () => {
    expect(decide(runStuck, makeScheduleSnapshot())).to.deep.equal({ run: "clear" });
  });

  it("lets a run be silent for 30 minutes, and no longer", () => {
    expect(decide(runStuck, underWay(10, 40))).to.deep.equal({ run: "clear" });
    expect(decide(runStuck, underWay(10, 40.01))).to.deep.equal({ run: "high" });
  });

  it("lets a busy run go on for eight hours, and no longer", () => {
    expect(decide(runStuck, underWay(479, 480))).to.deep.equal({ run: "clear" });
    expect(decide(runStuck, underWay(479, 480.01))).to.deep.equal({ run: "high" });
  });

  it("says the same sentence however long it has lasted", () => {
    expect(findOne(runStuck, underWay(10, 50))).to.deep.equal(findOne(runStuck, underWay(10, 500)));
    expect(findOne(runStuck, underWay(490, 500))).to.deep.equal(findOne(runStuck, underWay(500, 510)));
  });

  it("says what it lacks, and since when", () => {
    const facts = { runId: "r1", startedAt: DUE_AT.toISOString() };
    expect(findOne(runStuck, underWay(10, 50))).to.deep.include({
      summary:
        "The run has made no progress for more than 30 minutes. Until it ends, its leads wait, and the tenant's next run cannot begin.",
      facts: { ...facts, lastActiveAt: minutesAfter(10).toISOString() },
    });
    expect(findOne(runStuck, underWay(490, 500))).to.deep.include({
      summary:
        "The run has been running for more than 480 minutes and has not ended. Until it ends, its leads wait, and the tenant's next run cannot begin.",
      facts,
    });
  });

  it("takes the tenant's own limits", () => {
    const thresholds = { "SR-12.silentMinutes": 100, "SR-12.maxMinutes": 60 };
    expect(decide(runStuck, { ...underWay(0, 60), thresholds })).to.deep.equal({ run: "clear" });
    expect(decide(runStuck, { ...underWay(0, 61), thresholds })).to.deep.equal({ run: "high" });
  });
});
