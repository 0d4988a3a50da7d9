import { expect } from "chai";
import fc from "fast-check";
import { productToken, readRobotsRules } from "../../../../src/runner/crawler/robots/robots-rules.ts";
import { patience } from "../../../support/patience.ts";

const AGENT = "ExampleBot/1.0 (+https://bot.example/)";

function allows(text: string, path: string): boolean {
  return readRobotsRules(text, AGENT).allows(new URL(path, "https://acme.example"));
}

describe("readRobotsRules", () => {
  const cases: readonly [
    meaning: string,
    text: string,
    allowed: readonly string[],
    refused: readonly string[],
  ][] = [
    ["allows everything without rules", "", ["/", "/a"], []],
    ["takes *bot for no *", "User-agent: *bot\nDisallow: /", ["/", "/a"], []],
    ["takes * with words after it for *", "User-agent: * and all\nDisallow: /", [], ["/", "/a"]],
    ["takes a byte order mark away", "\ufeffUser-agent: *\nDisallow: /a", ["/"], ["/a"]],
    ["takes a part of a byte order mark away", "\ufffdUser-agent: *\nDisallow: /a", ["/"], ["/a"]],
    [
      "takes reserved characters of a query for what they are encoded",
      "User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar\nDisallow: /go?to=a%2Fb%3A1",
      ["/foo/bar?baz=https://foo", "/foo/bar", "/go?to=a", "/foo%2Fbar?baz=https://foo.bar"],
      [
        "/foo/bar?baz=https://foo.bar",
        "/foo/bar?baz=https%3A%2F%2Ffoo.bar",
        "/go?to=a/b:1",
        "/go?to=a%2Fb%3A1",
      ],
    ],
    [
      "reaches into a query with *",
      "User-agent: *\nDisallow: /*/private",
      ["/x?u=private"],
      ["/x?u=/private", "/x?u=%2Fprivate", "/a/private"],
    ],
    ["reads an empty Disallow as no rule", "User-agent: *\nDisallow:", ["/", "/a"], []],
    [
      "keeps out by prefix",
      "User-agent: *\nDisallow: /fish",
      ["/", "/Fish", "/catfish"],
      ["/fish", "/fish.html", "/fish/1", "/fishheads?id=1"],
    ],
    [
      "prefers the group that names us",
      "User-agent: *\nDisallow: /\n\nUser-agent: examplebot\nDisallow: /x",
      ["/", "/y"],
      ["/x"],
    ],
    [
      "does not mix the group for all into ours",
      "User-agent: *\nDisallow: /y\nUser-agent: ExampleBot\nDisallow: /x",
      ["/y"],
      ["/x"],
    ],
    [
      "joins several groups that name us",
      "User-agent: examplebot\nDisallow: /x\nUser-agent: b\nDisallow: /\nUser-agent: EXAMPLEBOT\nDisallow: /y",
      ["/z"],
      ["/x", "/y"],
    ],
    [
      "lets agents share a group",
      "User-agent: a\nUser-agent: examplebot\nUser-agent: b\nDisallow: /x",
      ["/"],
      ["/x"],
    ],
    [
      "is not parted from its group by other lines",
      "User-agent: examplebot\nSitemap: https://acme.example/s.xml\nnonsense: 1\nUser-agent: b\nDisallow: /x",
      ["/"],
      ["/x"],
    ],
    [
      "takes no name that only begins like ours",
      "User-agent: examplebot-news\nDisallow: /\nUser-agent: example\nDisallow: /",
      ["/"],
      [],
    ],
    [
      "reads a name with version and comment",
      "User-agent: ExampleBot/2.0 # ours\nDisallow: /x",
      ["/"],
      ["/x"],
    ],
    ["ignores rules before any group", "Disallow: /\nUser-agent: *\nDisallow: /x", ["/"], ["/x"]],
    [
      "lets the longest match decide",
      "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
      ["/example/page/", "/example/page/a.gif"],
      ["/example/page/disallowed.gif"],
    ],
    ["lets Allow win between equals", "User-agent: *\nDisallow: /page\nAllow: /page", ["/page"], []],
    [
      "knows wildcards",
      "User-agent: *\nDisallow: /*.php\nDisallow: /a*b*c",
      ["/", "/php", "/ab"],
      ["/x.php", "/d/x.php?y", "/a1b2c3"],
    ],
    [
      "knows the end of a path",
      "User-agent: *\nDisallow: /*.pdf$\nDisallow: /only$",
      ["/a.pdf?x", "/a.pdfs", "/only/x"],
      ["/a.pdf", "/only"],
    ],
    ["reads $ elsewhere as itself", "User-agent: *\nDisallow: /a$b", ["/a"], ["/a$b"]],
    [
      "reads an encoded * or $ as itself",
      "User-agent: *\nDisallow: /path/file-with-a-%2A.html\nDisallow: /path/foo-%24\nDisallow: /bar-%2a*",
      ["/path/file-with-a-b.html", "/path/foo-", "/bar-"],
      ["/path/file-with-a-*.html", "/path/file-with-a-%2A.html", "/path/foo-$", "/path/foo-%24", "/bar-*baz"],
    ],
    ["matches queries", "User-agent: *\nDisallow: /*?print", ["/x", "/x?a"], ["/x?print=1"]],
    [
      "compares percent-encoded paths by meaning",
      "User-agent: *\nDisallow: /foo/bar/%62%61%7A\nDisallow: /ツ\nDisallow: /%e3%81%82",
      ["/foo/bar/ba"],
      ["/foo/bar/baz", "/foo/bar/%62az", "/%E3%83%84", "/ツ/x", "/あ"],
    ],
    ["keeps encoded separators apart", "User-agent: *\nDisallow: /a%2Fb", ["/a/b"], ["/a%2fb"]],
    [
      "takes any spelling, line end and a byte order mark",
      "\uFEFFUSER-AGENT : *\r\n  DISALLOW:/x  # why\rdisallow :/y",
      ["/"],
      ["/x", "/y"],
    ],
    ["never keeps us from robots.txt itself", "User-agent: *\nDisallow: /", ["/robots.txt"], ["/"]],
    ["survives HTML in its place", "<!doctype html><html><body>Not: found</body></html>", ["/"], []],
  ];
  for (const [meaning, text, allowed, refused] of cases) {
    it(meaning, () => {
      for (const path of allowed) expect(allows(text, path), `${path} should be allowed`).to.equal(true);
      for (const path of refused) expect(allows(text, path), `${path} should be refused`).to.equal(false);
    });
  }

  it("honours a crawl delay up to ten seconds", () => {
    const delay = (text: string): number => readRobotsRules(text, AGENT).crawlDelayMs;
    expect(delay("User-agent: *\nCrawl-delay: 2.5")).to.equal(2500);
    expect(delay("User-agent: *\nCrawl-delay: 86400")).to.equal(10_000);
    expect(delay("User-agent: *\nCrawl-delay: soon")).to.equal(0);
    expect(delay("User-agent: *\nCrawl-delay: -1")).to.equal(0);
    expect(delay("User-agent: *\nCrawl-delay: 9\nUser-agent: ExampleBot\nDisallow: /x")).to.equal(0);
  });

  it("matches like a regular expression made of the pattern", () => {
    const piece = fc.constantFrom("a", "b", "/", "*", "*", "$", ".");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.stringMatching(/^[ab/.$]{0,10}$/), (pieces, rest) => {
        const pattern = `/${pieces.join("")}`;
        const path = `/x/${rest}`.replace("/x/", "/");
        const url = new URL("https://acme.example");
        url.pathname = path;
        const source = pattern
          .replace(/\$$/, "END")
          .replace(/[.$]/g, "\\$&")
          .replaceAll("*", ".*")
          .replace(/END$/, "$");
        const isMatch = new RegExp(`^${source}`).test(url.pathname);
        expect(readRobotsRules(`User-agent: *\nDisallow: ${pattern}`, AGENT).allows(url)).to.equal(!isMatch);
      }),
      { numRuns: 500 },
    );
  });

  it("answers any text without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.webUrl(), (text, url) => {
        readRobotsRules(`User-agent: *\nDisallow: ${text}\n${text}`, AGENT).allows(new URL(url));
      }),
    );
  });

  // Where each rule goes through all the names, this takes minutes.
  it("takes no time for a group of very many names", () => {
    const text = `${"User-agent:*\n".repeat(200_000)}${"Disallow:/x\n".repeat(200_000)}`;
    expect(readRobotsRules(text, AGENT).allows(new URL("https://acme.example/x"))).to.equal(false);
  });

  it("takes no time for hostile patterns", () => {
    const rules = readRobotsRules(`User-agent: *\n${`Disallow: /${"*a".repeat(900)}b\n`.repeat(250)}`, AGENT);
    const startedAt = performance.now();
    expect(rules.allows(new URL(`https://acme.example/${"a".repeat(2000)}`))).to.equal(true);
    expect(performance.now() - startedAt).to.be.below(patience(2_000));
  });
});

describe("productToken", () => {
  it("is the name before the version", () => {
    expect(productToken("Night-Shift_bot/1.2 (+https://x.example)")).to.equal("night-shift_bot");
    expect(productToken("123")).to.equal("");
  });
});
