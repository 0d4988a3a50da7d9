import { expect } from "chai";
import fc from "fast-check";
import { wrapText } from "../../../src/cli/kit/wrap-text.ts";

describe("wrapText", () => {
  it("breaks between words, and leaves what fits", () => {
    expect(wrapText("one two three\nfour", 13)).to.equal("one two three\nfour");
    expect(wrapText("one two three\nfour", 12)).to.equal("one two\nthree\nfour");
    expect(wrapText("  an indented line", 11)).to.equal("  an\nindented\nline");
  });

  it("keeps a command on one line, to be copied, with what stands behind it on the next", () => {
    const command = "node_modules/.bin/nightshift tenants set acme --call U…";
    expect(wrapText(`Nobody is called: ${command}, or /nightshift call in Slack`, 60)).to.equal(
      `Nobody is called:\n${command}, or\n/nightshift call in Slack`,
    );
  });

  it("loses no word, and makes no line longer than its longest word", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 12, max: 40 }),
        (words, columns) => {
          const lines = wrapText(words.join(" "), columns).split("\n");
          expect(lines.join(" ")).to.equal(words.join(" "));
          expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(columns);
        },
      ),
    );
  });
});
