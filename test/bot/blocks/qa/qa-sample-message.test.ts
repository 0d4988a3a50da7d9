import { expect } from "chai";
import { qaSampleMessage } from "../../../../src/bot/blocks/qa/qa-sample-message.ts";
import { sampleCardOf, verdictOf } from "../../support/cards.ts";

describe("QA card", () => {
  it("shows what a reviewer needs on one screen, and nothing of a verdict before there is one", () => {
    const { text, blocks } = qaSampleMessage(sampleCardOf());
    expect(text).to.equal("QA 3 of 10: Example Widgets (not judged yet)");
    expect(blocks.map(({ type }) => type)).to.deep.equal(["section", "actions"]);
    expect(linesOf(blocks)).to.deep.equal([
      "*3 of 10: Example Widgets* · <https://widgets.example/|widgets.example> · *81* High",
      "fit 30/30 (120 employees, machinery) · signals 26/40 · reach 24/30",
      "• hiring: “We are hiring ten engineers.” <https://widgets.example/careers|/careers> 2026-11-21",
      "• product launch: “The new line is out.”",
      "›Widgets for factories in three countries.",
      "✉ 2 business addresses: j…✓ s…?, 1 webmail · COO",
      "✔️ All 1 automatic checks pass.",
    ]);
  });

  it("takes at most 75 words to read", () => {
    const long = "word ".repeat(80);
    const card = sampleCardOf();
    const lead = card.lead && {
      ...card.lead,
      about: long,
      signals: card.lead.signals.map((signal) => ({ ...signal, text: long })),
    };
    const words = linesOf(qaSampleMessage({ ...card, lead }).blocks)
      .join(" ")
      .replaceAll(/<[^|>]*\|([^>]*)>/g, "$1")
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length).to.be.at.most(75);
  });

  it("spells out the checks that failed, and no others", () => {
    const checks = [
      { name: "Domain", passed: true, note: "widgets.example answered." },
      { name: "Contacts", passed: false, note: "No business address: none can be used." },
    ];
    const text = linesOf(qaSampleMessage(sampleCardOf({ checks })).blocks).join("\n");
    expect(text).to.contain("❗ *Contacts*: No business address").and.not.to.contain("answered");
  });

  it("links nothing that is no address of the company's site", () => {
    const company = { name: "Example Widgets", domain: "a b>|c" };
    const text = linesOf(qaSampleMessage(sampleCardOf({ company })).blocks).join("\n");
    expect(text).not.to.contain("<https://a");
  });

  it("shrinks to the verdict with who, when, why in words, and the notes", () => {
    const notes = "parked\nfor sale";
    const { text, blocks } = qaSampleMessage(
      sampleCardOf({ notes, verdicts: [verdictOf({ result: "fail", reason: "domain", notes })] }),
    );
    expect(text).to.contain("❌ Fail");
    expect(linesOf(blocks)).to.deep.equal([
      "*❌ Fail* 3 of 10: Example Widgets · <@U0REVIEWER> <!date^1795323600^{date_short_pretty} {time}|2026-11-22 05:00 UTC> · Domain is wrong or does not resolve",
      ">>>parked",
      "for sale",
    ]);
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

function linesOf(blocks: ReturnType<typeof qaSampleMessage>["blocks"]): string[] {
  return blocks.flatMap((block) => (block.type === "section" ? (block.text?.text.split("\n") ?? []) : []));
}
