import { expect } from "chai";
import { cutText, escapeText } from "../../../../src/bot/blocks/kit/text.ts";

describe("a text cut to its limit", () => {
  const family = "👨‍👩‍👧‍👦";
  for (const emoji of [family, "🇸🇬", "👍🏽", "❤️"]) {
    it(`keeps ${emoji} whole, or leaves it out`, () => {
      for (let max = 2; max < 24; max += 1) {
        for (const cut of [
          cutText(`a${emoji}bcdefghijklmnopqrstuvwxyz`, max),
          escapeText(`a${emoji}bcdefghijklmnopqrstuvwxyz`, max),
        ]) {
          expect(cut.length).to.be.at.most(max);
          const rest = cut.replace(emoji, "");
          expect(rest, cut).to.match(/^[a-z]*…?$/);
        }
      }
    });
  }

  it("escapes what would be markup, marks with accents included", () => {
    expect(escapeText("a<b>&c\u0301", 100)).to.equal("a&lt;b&gt;&amp;c\u0301");
    expect(escapeText("<\u0301!channel>", 100)).not.to.match(/<[^&]/);
  });
});
