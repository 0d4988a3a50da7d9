import { expect } from "chai";
import { qaPassRate } from "../../../src/alerts/rules/qa-pass-rate.ts";
import { makeSnapshot } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

function judged(passes: number, fails: number, thresholds: Record<string, number> = {}) {
  return makeSnapshot({ qa: { passes, fails, needsReview: 3, pending: 4 }, thresholds });
}

const PLAIN = { "QA-08.plain": 1 };

describe("QA-08, the pass rate", () => {
  it("wants evidence: 7 of 10 may be chance, 4 of 10 is not", () => {
    expect(decide(qaPassRate, judged(7, 3))).to.deep.equal({ qa_sample: "clear" });
    expect(decide(qaPassRate, judged(4, 6))).to.deep.equal({ qa_sample: "medium" });
  });

  it("fires on the same 70 % once a hundred samples bear it out", () => {
    expect(decide(qaPassRate, judged(70, 30))).to.deep.equal({ qa_sample: "medium" });
  });

  it("stays quiet at exactly 80 % and fires below when it is switched to the plain rule", () => {
    expect(decide(qaPassRate, judged(8, 2, PLAIN))).to.deep.equal({ qa_sample: "clear" });
    expect(decide(qaPassRate, judged(7, 3, PLAIN))).to.deep.equal({ qa_sample: "medium" });
  });

  it("judges ten verdicts and no fewer, in both modes", () => {
    for (const thresholds of [{}, PLAIN]) {
      expect(decide(qaPassRate, judged(0, 9, thresholds))).to.deep.equal({});
      expect(decide(qaPassRate, judged(0, 10, thresholds))).to.deep.equal({ qa_sample: "medium" });
    }
  });

  it("judges nothing by no verdict, and by one if that is enough for the tenant", () => {
    for (const thresholds of [{}, PLAIN].map((mode) => ({ ...mode, "QA-08.minimumVerdicts": 0 }))) {
      expect(decide(qaPassRate, judged(0, 0, thresholds))).to.deep.equal({});
      expect(decide(qaPassRate, judged(1, 0, thresholds))).to.deep.equal({ qa_sample: "clear" });
    }
  });

  it("says the rate with its interval", () => {
    expect(findOne(qaPassRate, judged(4, 6)).summary).to.equal(
      "4 of 10 QA samples passed (40 %; 95 % interval 16.8 % to 68.7 %; target 80 %).",
    );
  });
});
