import { expect } from "chai";
import fc from "fast-check";
import { buildCorpus } from "../../../../src/runner/crawler/pages/build-corpus.ts";

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
