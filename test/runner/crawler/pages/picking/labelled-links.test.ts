import { expect } from "chai";
import type { PickedKind } from "../../../../../src/runner/crawler/pages/picking/page-kind.ts";
import { pickPages } from "../../../../../src/runner/crawler/pages/picking/pick-pages.ts";
import { LABELLED_LINKS, type LabelledLinks } from "./labelled-links.ts";

const HOME = new URL("https://acme.example/");
const PAGES = 5;

function pick({ links }: LabelledLinks) {
  const parsed = links.map((link) => {
    const [href = "", text = ""] = link.split(" | ");
    return { url: new URL(href, HOME).href, text };
  });
  return pickPages(HOME, parsed, PAGES).map(({ url, kind }) => ({
    kind,
    path: url.slice(HOME.origin.length),
  }));
}

/** What was not found, and what was taken for the kind and is not. */
function judge(kind: PickedKind & keyof LabelledLinks["expected"]) {
  const wrong: string[] = [];
  let wanted = 0;
  for (const site of LABELLED_LINKS) {
    const expected = site.expected[kind];
    const found = pick(site)
      .filter((page) => page.kind === kind)
      .map(({ path }) => path);
    if (expected !== undefined) {
      wanted += 1;
      if (!found.includes(expected))
        wrong.push(`${site.name}: ${expected} is not ${kind}, ${found.join(" ") || "nothing"} is`);
    }
  }
  return { wrong, share: 1 - wrong.length / wanted };
}

describe("the pages picked of labelled navigations", () => {
  for (const [kind, least] of [
    ["team", 0.9],
    ["about", 0.95],
    ["contact", 0.95],
    ["careers", 0.95],
  ] as const) {
    it(`hold at least ${least * 100} % of the ${kind} pages`, () => {
      const { wrong, share } = judge(kind);
      expect(share, wrong.join("\n")).to.be.at.least(least);
    });
  }

  it("hold no page for a team page that is none", () => {
    const wrong = LABELLED_LINKS.flatMap((site) =>
      pick(site)
        .filter(({ kind, path }) => kind === "team" && path !== site.expected.team)
        .map(({ path }) => `${site.name}: ${path}`),
    );
    expect(wrong).to.deep.equal([]);
  });
});
