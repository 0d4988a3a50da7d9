import { expect } from "chai";
import { drillText } from "../../../src/alerts/drills/drill-text.ts";
import { scoreDrill } from "../../../src/alerts/drills/score-drill.ts";

const START = new Date("2026-11-21T17:00:00Z");
const after = (seconds: number | null) =>
  seconds === null ? null : new Date(START.getTime() + seconds * 1_000);
const measures = (
  detect: number | null,
  deliver: number | null,
  acknowledge: number | null,
  stepsDone = 0,
  stepsTotal = 0,
) => ({
  startedAt: START,
  detectedAt: after(detect),
  deliveredAt: after(deliver),
  acknowledgedAt: after(acknowledge),
  stepsDone,
  stepsTotal,
});

describe("the score of a drill", () => {
  const cases = [
    ["all in time, every step done", measures(5, 10, 600, 5, 5), 100],
    ["all in time, no steps to do", measures(5, 10, 600), 100],
    ["all in time, half the steps", measures(5, 10, 600, 1, 2), 90],
    ["taken after twice the target", measures(5, 10, 1_200, 5, 5), 80],
    ["taken after three times the target", measures(5, 10, 1_800, 5, 5), 60],
    ["never taken", measures(5, 10, null, 5, 5), 60],
    ["never delivered", measures(5, null, null), 25],
    ["nothing at all", measures(null, null, null, 0, 5), 0],
    ["more steps than there are", measures(5, 10, 600, 9, 5), 100],
  ] as const;
  for (const [name, measured, score] of cases) {
    it(`is ${score} for ${name}`, () => {
      expect(scoreDrill(measured)).to.equal(score);
    });
  }

  it("is told with its times and beside the last one", () => {
    const drill = {
      ...measures(1, 4.5, 90, 2, 5),
      tenantId: "acme",
      drillId: "d",
      ruleId: "CR-02",
      alertId: "a",
      startedBy: "cli",
      pages: false,
      endedAt: after(100),
      score: 88,
    };
    expect(drillText(drill, null)).to.equal(
      "Drill of CR-02: 88 of 100 points (detected after 1 s, delivered after 4.5 s, acknowledged after 1.5 min, 2 of 5 runbook steps done). This was the first drill of this rule.",
    );
    expect(drillText(drill, { ...drill, score: 90 })).to.include("fewer than last time, 2026-11-21T");
    expect(drillText({ ...drill, acknowledgedAt: null }, { ...drill, score: 70 }))
      .to.include("acknowledged never")
      .and.include("more than");
  });
});
