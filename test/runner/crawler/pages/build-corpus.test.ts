import { expect } from "chai";
import fc from "fast-check";
import { buildCorpus, hashCorpus } from "../../../../src/runner/crawler/pages/build-corpus.ts";

const HOME = {
  kind: "home",
  url: "https://acme.example/",
  title: "Acme",
  description: "Pumps",
  text: "Hello",
} as const;
const ABOUT = {
  kind: "about",
  url: "https://acme.example/about",
  title: "",
  description: "",
  text: "Us",
} as const;

describe("buildCorpus", () => {
  it("joins pages under headings", () => {
    expect(buildCorpus([HOME, ABOUT], 1_000)).to.equal(
      "# home: Acme (/)\nPumps\nHello\n\n# about (/about)\nUs",
    );
  });

  it("is never longer than the limit, a start of the whole, and well-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(60), (text, limit) => {
        const whole = buildCorpus([{ ...HOME, text }], 10_000);
        const cut = buildCorpus([{ ...HOME, text }], limit);
        expect(cut.length).to.be.at.most(limit);
        expect(whole.startsWith(cut)).to.equal(true);
        expect(cut.isWellFormed()).to.equal(true);
      }),
    );
  });
});

describe("hashCorpus", () => {
  it("is the same for the same words and another for others", () => {
    expect(hashCorpus("a  b\n c ")).to.equal(hashCorpus("a b c"));
    expect(hashCorpus("Caf\u00e9")).to.equal(hashCorpus("Cafe\u0301"));
    expect(hashCorpus("a b")).not.to.equal(hashCorpus("a c"));
    expect(hashCorpus("")).to.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
