import { expect } from "chai";
import { countTokens } from "../../../src/vendors/openai/count-tokens.ts";

describe("the tokens of a text", function () {
  this.timeout(20_000);

  const english =
    "Tan & Sons Pte. Ltd. builds pumps and valves for shipyards in Singapore, Rotterdam and Busan. ".repeat(
      40,
    );

  it("are about a quarter of its characters in English, a little above what the model counts", async () => {
    const { countTokens: exactly } = await import("gpt-tokenizer/encoding/o200k_base");
    const exact = exactly(english);
    expect(await countTokens("gpt-5-mini", english)).to.be.within(exact, exact * 1.15);
    expect(exact).to.be.lessThan(english.length / 3.5);
  });

  for (const [what, text] of [
    ["Chinese without spaces", "公司制造泵和阀门".repeat(1_500)],
    ["a word of 20,000 letters", "a".repeat(20_000)],
    ["emoji", "👩‍👩‍👧".repeat(3_000)],
  ] as const)
    it(`are counted without holding the process up, in ${what}`, async () => {
      await countTokens("gpt-5-mini", "the vocabulary is loaded");
      let longestMs = 0;
      let last = performance.now();
      const watch = setInterval(() => {
        longestMs = Math.max(longestMs, performance.now() - last);
        last = performance.now();
      }, 1);
      const tokens = await countTokens("gpt-5-mini", text);
      clearInterval(watch);
      expect(tokens).to.be.greaterThan(0).and.at.most(Buffer.byteLength(text));
      expect(longestMs).to.be.lessThan(1_000);
    });

  it("are those of text where a page names control tokens", async () => {
    expect(await countTokens("gpt-4o", "<|endoftext|> <|im_start|>")).to.be.greaterThan(4);
  });

  it("are unknown for models of others", async () => {
    expect(await countTokens("mistral-small", english)).to.equal(null);
    expect(await countTokens("gpt-4-turbo", english)).to.equal(null);
  });
});
