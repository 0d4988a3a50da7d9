import { expect } from "chai";
import type { RunSnapshot } from "../../../src/alerts/rulebook/rule.ts";
import { candidateCount } from "../../../src/alerts/rules/candidate-count.ts";
import { makeSnapshot, makeStage } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

function selected(candidates: number | null, run: Partial<RunSnapshot["run"]> = {}) {
  return makeSnapshot({ run, metrics: { candidates_selected: candidates, candidates_pre_filter: 80 } });
}

describe("CC-05, the number of candidates", () => {
  it("stays quiet at exactly the floor and fires below", () => {
    expect(decide(candidateCount, selected(50))).to.deep.equal({ select_targets: "clear" });
    expect(decide(candidateCount, selected(49))).to.deep.equal({ select_targets: "medium" });
  });

  it("expects no more than the cap allows", () => {
    expect(decide(candidateCount, selected(20, { cap: 20 }))).to.deep.equal({ select_targets: "clear" });
    expect(decide(candidateCount, selected(19, { cap: 20 }))).to.deep.equal({ select_targets: "medium" });
  });

  it("speaks of full scheduled runs only", () => {
    expect(decide(candidateCount, selected(0, { scheduled: false }))).to.deep.equal({});
    expect(decide(candidateCount, selected(0, { fullRun: false }))).to.deep.equal({});
  });

  it("says nothing before the selection has ended or when its result is not on record", () => {
    const stages = [makeStage("select_targets", { status: "running" })];
    expect(decide(candidateCount, { ...selected(0), stages })).to.deep.equal({});
    expect(decide(candidateCount, { ...selected(0), stages: [] })).to.deep.equal({});
    expect(decide(candidateCount, selected(null))).to.deep.equal({});
    expect(decide(candidateCount, makeSnapshot({ metrics: {} }))).to.deep.equal({});
  });

  it("is high when there is no company at all", () => {
    expect(decide(candidateCount, selected(1))).to.deep.equal({ select_targets: "medium" });
    expect(decide(candidateCount, selected(0))).to.deep.equal({ select_targets: "high" });
  });

  it("says how many of how many, and how many are expected", () => {
    expect(findOne(candidateCount, selected(1)).summary).to.equal(
      "1 company was selected of 80 candidates; at least 50 are expected. 49 companies fewer than expected can become leads.",
    );
    expect(findOne(candidateCount, selected(1, { cap: 40 })).facts).to.deep.include({
      selected: 1,
      candidates: 80,
      expected: 40,
      floor: 50,
      cap: 40,
    });
    expect(findOne(candidateCount, makeSnapshot({ metrics: { candidates_selected: 0 } })).summary).to.equal(
      "0 companies were selected; at least 50 are expected. This night makes no leads.",
    );
  });
});
