import { expect } from "chai";
import { qaPassRate } from "../../../src/alerts/rules/qa-pass-rate.ts";
import { makeSnapshot } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

/** A window of equal nights, the last 14 days of which are counted. */
function judged(passes: number, fails: number, thresholds: Record<string, number> = {}, nights = 1) {
  const night = [{ passes: passes / nights, fails: fails / nights, inclusionProbability: 0.3 }];
  return makeSnapshot({
    qa: { passes, fails, needsReview: 3, pending: 4, nights: Array.from({ length: nights }, () => night) },
    thresholds,
  });
}

const PLAIN = { "QA-08.plain": 1 };

describe("QA-08, the pass rate", () => {
  it("wants evidence: 4 of 10 in one night may be chance, in four nights it is not", () => {
    expect(decide(qaPassRate, judged(4, 6))).to.deep.equal({ qa_sample: "clear" });
    expect(decide(qaPassRate, judged(16, 24, {}, 4))).to.deep.equal({ qa_sample: "medium" });
  });

  it("fires on 60 % once fourteen nights bear it out, and not on 80 %", () => {
    expect(decide(qaPassRate, judged(30, 20, {}, 5))).to.deep.equal({ qa_sample: "clear" });
    expect(decide(qaPassRate, judged(84, 56, {}, 14))).to.deep.equal({ qa_sample: "medium" });
    expect(decide(qaPassRate, judged(112, 28, {}, 14))).to.deep.equal({ qa_sample: "clear" });
  });

  it("stays quiet at exactly 80 % and fires below when it is switched to the plain rule", () => {
    expect(decide(qaPassRate, judged(8, 2, PLAIN))).to.deep.equal({ qa_sample: "clear" });
    expect(decide(qaPassRate, judged(7, 3, PLAIN))).to.deep.equal({ qa_sample: "medium" });
  });

  it("judges ten verdicts and no fewer, in both modes", () => {
    for (const thresholds of [{}, PLAIN]) {
      expect(decide(qaPassRate, judged(0, 9, thresholds))).to.deep.equal({});
      expect(decide(qaPassRate, judged(0, 18, thresholds))).to.deep.equal({ qa_sample: "medium" });
    }
    expect(decide(qaPassRate, judged(0, 10, PLAIN))).to.deep.equal({ qa_sample: "medium" });
  });

  it("judges nothing by no verdict, and by one if that is enough for the tenant", () => {
    for (const thresholds of [{}, PLAIN].map((mode) => ({ ...mode, "QA-08.minimumVerdicts": 0 }))) {
      expect(decide(qaPassRate, judged(0, 0, thresholds))).to.deep.equal({});
      expect(decide(qaPassRate, judged(1, 0, thresholds))).to.deep.equal({ qa_sample: "clear" });
    }
  });

  it("says the rate with its interval", () => {
    expect(findOne(qaPassRate, judged(16, 24, {}, 4)).summary).to.equal(
      "16 of 40 QA samples passed (40 %; 95 % interval 26.3 % to 55.4 %; target 80 %). 24 leads of those looked at should not have been High.",
    );
  });
});
