import { expect } from "chai";
import { qaSampleMessage } from "../../../../src/bot/blocks/qa/qa-sample-message.ts";
import { sampleCardOf, verdictOf } from "../../support/cards.ts";

describe("QA card", () => {
  it("shows the company, what was checked and nothing of a verdict before there is one", () => {
    const { text, blocks } = qaSampleMessage(sampleCardOf());
    expect(text).to.equal("QA 3 of 10: Example Widgets (not judged yet)");
    expect(blocks.map(({ type }) => type)).to.deep.equal(["section", "section", "section", "actions"]);
    expect(JSON.stringify(blocks)).to.contain("`widgets.example` · High · score 81");
  });

  it("shows the verdict with who, when, why and the notes", () => {
    const { text, blocks } = qaSampleMessage(
      sampleCardOf({
        verdicts: [verdictOf({ result: "fail", reason: "domain", notes: "parked\nfor sale" })],
      }),
    );
    expect(text).to.contain("❌ Fail");
    expect(JSON.stringify(blocks)).to.contain(
      "*❌ Fail* · domain by <@U0REVIEWER> <!date^1795323600^{date_short_pretty} {time}|2026-11-22 05:00 UTC>\\n>parked\\n>for sale",
    );
  });

  it("says that reviewers disagree, and keeps what was said before", () => {
    const { blocks } = qaSampleMessage(
      sampleCardOf({
        verdicts: [verdictOf({ actor: "U0FIRST" }), verdictOf({ actor: "U0SECOND", result: "fail" })],
      }),
    );
    expect(JSON.stringify(blocks))
      .to.contain("Reviewers disagree")
      .and.to.contain("Before: ✅ Pass by <@U0FIRST>");
  });

  it("does not call it disagreement when one person changes their mind, or two agree", () => {
    for (const verdicts of [
      [verdictOf({ actor: "U0SAME" }), verdictOf({ actor: "U0SAME", result: "fail" })],
      [verdictOf({ actor: "U0FIRST" }), verdictOf({ actor: "U0SECOND" })],
    ]) {
      expect(JSON.stringify(qaSampleMessage(sampleCardOf({ verdicts })).blocks)).not.to.contain("disagree");
    }
  });
});
