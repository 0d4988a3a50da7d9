import { expect } from "chai";
import { pageOfText } from "../../../src/qa/sampling/page-of-text.ts";
import { buildCorpus } from "../../../src/runner/crawler/pages/build-corpus.ts";

const page = (kind: "home" | "about", path: string, title: string, text: string) => ({
  ...{ kind, title, text, description: "", facts: "" },
  url: `https://acme.example${path}`,
});

describe("the page of a sentence", () => {
  const corpus = buildCorpus(
    [
      page("home", "/", "Acme (the best)", "Welcome.\nWe move crates."),
      page("about", "/about/", "", "Acme opened a second\nwarehouse in Johor."),
      page("about", "/news", "News", "Acme raised money."),
    ],
    10_000,
  );

  it("is found in what the crawler gathered, whatever the white space and case", () => {
    expect(pageOfText(corpus, "acme opened  a second warehouse in Johor")).to.equal("/about/");
    expect(pageOfText(corpus, "We move crates.")).to.equal("/");
    expect(pageOfText(corpus, "Acme raised money.")).to.equal("/news");
  });

  it("is none for a sentence that no page has, an empty one, and a text without headings", () => {
    expect(pageOfText(corpus, "Acme closed.")).to.equal(null);
    expect(pageOfText(corpus, " ")).to.equal(null);
    expect(pageOfText("Acme raised money.", "Acme raised money.")).to.equal(null);
    expect(pageOfText("# About us (we)\nAcme raised money.", "Acme raised money.")).to.equal(null);
  });
});
