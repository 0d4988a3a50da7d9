import { expect } from "chai";
import { runFailed } from "../../../src/alerts/rules/run-failed.ts";
import type { RunStatus } from "../../../src/entities/vocabulary.ts";
import { decide, findOne, makeScheduleSnapshot } from "./decide-schedules.ts";

const ended = (status: RunStatus, statusReason: string | null = null, scheduled = true, rerun = false) =>
  makeScheduleSnapshot({
    lastRun: {
      runId: "r1",
      status,
      statusReason,
      scheduled,
      rerun,
      night: "2026-11-22",
      endedAt: null,
      exported: 0,
    },
  });

describe("SR-11, a run that failed", () => {
  it("fires for a failed run and names its reason", () => {
    expect(decide(runFailed, ended("failed"))).to.deep.equal({ run: "high" });
    expect(
      findOne(runFailed, ended("failed", "score failed, and nothing after it can be trusted")),
    ).to.deep.include({
      summary:
        "The scheduled run failed: score failed, and nothing after it can be trusted. The night has brought no leads.",
      facts: { runId: "r1", status: "failed", night: "2026-11-22" },
    });
    expect(findOne(runFailed, ended("failed", null, false)).summary).to.equal(
      "The run failed. The night has brought no leads.",
    );
  });

  it("is ended by the next run that does not fail", () => {
    expect(decide(runFailed, ended("succeeded"))).to.deep.equal({ run: "clear" });
    expect(decide(runFailed, ended("degraded"))).to.deep.equal({ run: "clear" });
  });

  it("is quiet about a rerun that fails, and ended by one that does not", () => {
    expect(decide(runFailed, ended("failed", null, false, true))).to.deep.equal({});
    expect(decide(runFailed, ended("succeeded", null, false, true))).to.deep.equal({ run: "clear" });
  });

  it("says nothing before any run has ended", () => {
    expect(decide(runFailed, makeScheduleSnapshot({ lastRun: null }))).to.deep.equal({});
  });

  it("says how many leads are missing, counted from what reached Odoo and from usual nights", () => {
    const said = (usualLeads: number | null, exported: number) => {
      const { lastRun, ...rest } = ended("failed");
      if (lastRun === null) throw new TypeError("a run is expected");
      return findOne(runFailed, { ...rest, usualLeads, lastRun: { ...lastRun, exported } }).summary;
    };
    expect(said(43, 0)).to.match(/About 43 leads are missing compared with a usual night\.$/);
    expect(said(43, 40)).to.match(/About 3 leads are missing .*; 40 leads reached Odoo\.$/);
    expect(said(43, 50)).to.match(/50 leads reached Odoo all the same\.$/);
    expect(said(null, 0)).to.match(/The night has brought no leads\.$/);
  });
});
