import { expect } from "chai";
import fc from "fast-check";
import { buildCorpus } from "../../../../src/runner/crawler/pages/build-corpus.ts";

const HOME = {
  kind: "home",
  url: "https://acme.example/",
  title: "Acme",
  description: "Pumps",
  facts: "",
  text: "Hello",
} as const;
const ABOUT = {
  kind: "about",
  url: "https://acme.example/about",
  title: "",
  description: "",
  facts: "",
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

  it("gives each page its share, so that a long home page crowds out no other", () => {
    const home = { ...HOME, text: "h".repeat(25_000) };
    const about = { ...ABOUT, text: `a${"b".repeat(30_000)}` };
    const contact = {
      ...ABOUT,
      kind: "contact",
      url: "https://acme.example/contact",
      text: "Call us",
    } as const;
    const corpus = buildCorpus([home, about, contact], 20_000);
    expect(corpus.length).to.be.within(19_990, 20_000);
    expect(corpus).to.contain("# contact (/contact)\nCall us");
    expect(corpus.split("b").length).to.be.within(9_500, 10_500);
    expect(corpus.split("h").length).to.be.within(9_500, 10_500);
  });

  it("leaves what short pages do not need to the long ones", () => {
    const corpus = buildCorpus([{ ...HOME, text: "h".repeat(900) }, ABOUT, { ...ABOUT, text: "We" }], 1_000);
    expect(corpus).to.contain("Us").and.contain("We").and.contain("h".repeat(850));
  });

  it("says what a page says of its company once, though each page repeats it", () => {
    const facts = "Acme. Employees: 50";
    const corpus = buildCorpus(
      [
        { ...HOME, facts },
        { ...ABOUT, facts },
      ],
      1_000,
    );
    expect(corpus).to.equal(`# home: Acme (/)\nPumps\n${facts}\nHello\n\n# about (/about)\nUs`);
  });

  it("never drops a page for want of room while there is room for a line of each", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 6 }), (lengths) => {
        const pages = lengths.map((length, index) => ({
          ...ABOUT,
          title: `p${index}`,
          text: "x".repeat(length),
        }));
        const corpus = buildCorpus(pages, 1_000);
        expect(corpus.length).to.be.at.most(1_000);
        for (const { title } of pages) expect(corpus).to.contain(title);
      }),
    );
  });
});
