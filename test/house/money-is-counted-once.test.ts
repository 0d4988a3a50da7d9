import { expect } from "chai";
import { explain, findAll, listFiles } from "./source-files.ts";

const REASON =
  "How many nano-USD are a dollar stands in src/nano-usd.ts: use NANO_USD, usdNumber or nanoNumber, so that no sum is a thousand times too large.";

const BY_HAND = /[*/] (?:1e9|1_000_000_000n?|1000000000)\b/g;

describe("money", () => {
  it("is counted in one unit, which is written once", () => {
    const breaches = listFiles("{src,demo}/**/*.{ts,tsx}")
      .filter(({ path }) => path !== "src/nano-usd.ts")
      .flatMap((file) => findAll(file, BY_HAND));
    expect(explain(REASON, breaches)).to.equal("");
  });

  it("is found where it is converted by hand", () => {
    const found = (text: string) => findAll({ path: "src/a.ts", text }, BY_HAND).length;
    expect(found("const usd = nanoUsd / 1e9;")).to.equal(1);
    expect(found("const usd = nanoUsd / 1_000_000_000;")).to.equal(1);
    expect(found("const ms = seconds * 1e3;")).to.equal(0);
  });
});
