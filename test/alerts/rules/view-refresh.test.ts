import { expect } from "chai";
import type { RunSnapshot, StageSnapshot } from "../../../src/alerts/rulebook/rule.ts";
import { viewRefresh } from "../../../src/alerts/rules/view-refresh.ts";
import { makeSnapshot, makeStage, minutesIn } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

function refreshed(changes: Partial<StageSnapshot>, run: Partial<RunSnapshot["run"]> = {}) {
  return makeSnapshot({
    run,
    stages: [makeStage("mv_refresh", { countTotal: 1, countSuccess: 1, ...changes })],
  });
}

const underWay = { status: "running", endedAt: null } as const;

describe("MV-01, the candidate view", () => {
  it("is quiet after a refresh that succeeded", () => {
    expect(decide(viewRefresh, refreshed({}))).to.deep.equal({ mv_refresh: "clear" });
  });

  it("fires at once when the refresh failed, and names the error", () => {
    const failed = { status: "failed", countSuccess: 0, countError: 1 } as const;
    expect(decide(viewRefresh, { ...refreshed(failed, underWay), now: minutesIn(1) })).to.deep.equal({
      mv_refresh: "critical",
    });
    const topErrors = [{ errorCode: "55P03", count: 1 }];
    expect(findOne(viewRefresh, refreshed({ ...failed, topErrors })).summary).to.equal(
      "The refresh of the candidate view failed; mostly 55P03 (1); the run uses old candidates or none. 60 companies of this run were chosen by old data.",
    );
  });

  it("fires when all that is recorded is errors", () => {
    expect(decide(viewRefresh, refreshed({ countSuccess: 0, countError: 1 }))).to.deep.equal({
      mv_refresh: "critical",
    });
  });

  it("tells a failed refresh from a doubtful one by the stage's status, then by what it counted", () => {
    const cases = [
      { status: "failed", countSuccess: 1, countError: 0, is: "critical" },
      { status: "failed", countSuccess: 0, countError: 0, is: "critical" },
      { status: "degraded", countSuccess: 0, countError: 1, is: "critical" },
      { status: "degraded", countSuccess: 1, countError: 1, is: "clear" },
      { status: "succeeded", countSuccess: 0, countError: 0, is: "clear" },
      { status: "running", countSuccess: 0, countError: 1, is: "critical" },
      { status: "running", countSuccess: 1, countError: 1, is: "critical" },
    ] as const;
    for (const { is, ...stage } of cases)
      expect(
        decide(viewRefresh, { ...refreshed(stage, underWay), now: minutesIn(1) }),
        JSON.stringify(stage),
      ).to.deep.equal({ mv_refresh: is });
  });

  it("keeps how the stage stands, and that there is none", () => {
    const runId = makeSnapshot().run.runId;
    expect(findOne(viewRefresh, refreshed({ status: "failed", countError: 1 })).facts).to.deep.equal({
      runId,
      stageStatus: "failed",
      deadlineMinutes: 30,
      countError: 1,
    });
    const without = findOne(viewRefresh, makeSnapshot({ stages: [] }));
    expect(without.facts).to.deep.equal({ runId, stageStatus: null, deadlineMinutes: 30 });
    expect(without.summary).to.equal(
      "The run ended succeeded without a recorded refresh of the candidate view. 60 companies of this run were chosen by old data.",
    );
  });

  it("is quiet when a later attempt cured the first", () => {
    expect(decide(viewRefresh, refreshed({ countError: 1 }))).to.deep.equal({ mv_refresh: "clear" });
  });

  it("waits 30 minutes for a success to be recorded, and no longer", () => {
    for (const stages of [[], [makeStage("mv_refresh", { status: "running", countSuccess: 0 })]]) {
      const waiting = makeSnapshot({ run: underWay, stages });
      expect(decide(viewRefresh, { ...waiting, now: minutesIn(30) })).to.deep.equal({});
      expect(decide(viewRefresh, { ...waiting, now: minutesIn(30.01) })).to.deep.equal({
        mv_refresh: "critical",
      });
    }
  });

  it("says the same sentence however long it has waited", () => {
    const waiting = makeSnapshot({ run: underWay, stages: [] });
    expect(findOne(viewRefresh, { ...waiting, now: minutesIn(31) })).to.deep.equal(
      findOne(viewRefresh, { ...waiting, now: minutesIn(300) }),
    );
  });

  it("fires for a full run that ended without it, and does not wait then", () => {
    const ended = makeSnapshot({ run: { status: "failed", endedAt: minutesIn(2) }, stages: [] });
    expect(decide(viewRefresh, { ...ended, now: minutesIn(2) })).to.deep.equal({ mv_refresh: "critical" });
  });

  it("says nothing of a run that was cancelled or did not want it", () => {
    expect(decide(viewRefresh, makeSnapshot({ run: { status: "cancelled" }, stages: [] }))).to.deep.equal({});
    expect(decide(viewRefresh, makeSnapshot({ run: { fullRun: false }, stages: [] }))).to.deep.equal({});
    expect(decide(viewRefresh, refreshed({ status: "skipped" }, { fullRun: false }))).to.deep.equal({});
  });
});
