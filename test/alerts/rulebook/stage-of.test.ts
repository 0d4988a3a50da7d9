import { expect } from "chai";
import { hasEnded, stageOf } from "../../../src/alerts/rulebook/stage-of.ts";
import { makeSnapshot, makeStage } from "../make-snapshot.ts";

describe("a stage as rules see it", () => {
  const cases = [
    { status: "pending", isSeen: false, ended: false },
    { status: "running", isSeen: true, ended: false },
    { status: "succeeded", isSeen: true, ended: true },
    { status: "degraded", isSeen: true, ended: true },
    { status: "failed", isSeen: true, ended: true },
    { status: "skipped", isSeen: false, ended: false },
  ] as const;
  for (const { status, isSeen, ended } of cases) {
    it(`has ${isSeen ? "" : "no "}figures when ${status}, and has ${ended ? "" : "not "}ended`, () => {
      const stage = makeStage("crawl", { status });
      const snapshot = makeSnapshot({ stages: [makeStage("score"), stage] });
      expect(stageOf(snapshot, "crawl")).to.equal(isSeen ? stage : null);
      expect(hasEnded(stage)).to.equal(ended);
    });
  }

  it("is missing when the run does not have it", () => {
    expect(stageOf(makeSnapshot({ stages: [makeStage("score")] }), "crawl")).to.equal(null);
  });
});
