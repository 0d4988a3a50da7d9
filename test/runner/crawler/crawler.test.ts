import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { crawlOnce, expectSuccess, SETTINGS } from "./crawl-once.ts";
import { page, redirectTo } from "./site-server.ts";

const HOME = "http://acme.example";
const SITE = {
  "acme.example/": page(
    '<a href="/about?x=1">About</a><a href="/team">Team</a><a href="/kontakt">K</a>',
    "Home",
  ),
  "acme.example/about": page("<h1>About us</h1>"),
  "acme.example/kontakt": page("<footer>Info@acme.example other@agency.example</footer>"),
  "acme.example/team": page("<h1>People</h1>"),
};

describe("createCrawler", () => {
  it("reads the pages in order and tells what it found", async () => {
    const result = expectSuccess(await crawlOnce(SITE, `${HOME}/?utm=1`));
    expect(result.pages.map(({ kind, url, status }) => [kind, url, status])).to.deep.equal([
      ["home", "http://acme.example/", 200],
      ["about", "http://acme.example/about", 200],
      ["contact", "http://acme.example/kontakt", 200],
      ["team", "http://acme.example/team", 200],
    ]);
    expect(result.finalDomain).to.equal("acme.example");
    expect(result.emails).to.deep.equal(["info@acme.example"]);
    expect(result.failedPages).to.deep.equal([]);
    expect(result.corpus).to.match(
      /^# home: Home \(\/\)\n[\s\S]+# about: Acme \(\/about\)\nAbout us\n[\s\S]+# team/,
    );
    expect(result.corpusHash).to.match(/^[0-9a-f]{64}$/);
  });

  it("gives the same answer twice", async () => {
    const first = expectSuccess(await crawlOnce(SITE, HOME));
    const second = expectSuccess(await crawlOnce(SITE, HOME));
    expect(second.corpus).to.equal(first.corpus);
    expect(second.corpusHash).to.equal(first.corpusHash);
  });

  it("asks for each page and robots.txt once, each in its turn, and stays under its page limit", async () => {
    const { server, taken } = await crawlOnce(SITE, HOME, {
      settings: { maxPages: 3, domainMinIntervalMs: 700 },
    });
    expect(server.requests).to.deep.equal([
      "acme.example /robots.txt",
      "acme.example /",
      "acme.example /about",
      "acme.example /kontakt",
    ]);
    expect(taken).to.deep.equal(
      Array.from({ length: 4 }, () => ({ domain: "acme.example", minIntervalMs: 700 })),
    );
  });

  it("names itself and keeps our trace to ourselves", async () => {
    const { server } = await crawlOnce(SITE, HOME);
    expect(server.lastHeaders()["user-agent"]).to.equal(SETTINGS.userAgent);
    expect(server.lastHeaders()).not.to.have.any.keys("traceparent", "cookie", "referer", "authorization");
  });

  it("cuts the corpus at its limit", async () => {
    const { corpus } = expectSuccess(await crawlOnce(SITE, HOME, { settings: { corpusCharLimit: 40 } }));
    expect(corpus).to.have.length.within(30, 40);
  });

  it("works without a proxy", async () => {
    const result = expectSuccess(await crawlOnce({ "self/": page("") }, "SELF", { direct: true }));
    expect(result.finalDomain).to.equal("127.0.0.1");
  });

  it("keeps what it read when another page fails", async () => {
    const result = expectSuccess(
      await crawlOnce(
        {
          "acme.example/": page('<a href="/about">x</a><a href="/team">x</a>'),
          "acme.example/team": page(""),
        },
        HOME,
      ),
    );
    expect(result.pages.map(({ kind }) => kind)).to.deep.equal(["home", "team"]);
    expect(result.failedPages).to.deep.equal([
      { url: "http://acme.example/about", errorCode: "http_4xx", status: 404 },
    ]);
  });

  it("leaves the site alone once it answers 429", async () => {
    const crawled = await crawlOnce(
      { ...SITE, "acme.example/about": (response) => response.writeHead(429).end() },
      HOME,
    );
    expect(expectSuccess(crawled).failedPages.map(({ errorCode }) => errorCode)).to.deep.equal([
      "rate_limited",
    ]);
    expect(crawled.server.requests).not.to.include("acme.example /team");
  });

  it("reads a page once when two links lead to it", async () => {
    const result = expectSuccess(
      await crawlOnce({ ...SITE, "acme.example/kontakt": redirectTo("/about") }, HOME),
    );
    expect(result.pages.map(({ kind }) => kind)).to.deep.equal(["home", "about", "team"]);
  });

  for (const [name, compress] of [
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ] as const) {
    it(`reads ${name}`, async () => {
      const html = page("<h1>Packed</h1>");
      const result = expectSuccess(
        await crawlOnce(
          {
            "acme.example/": (response) =>
              response
                .writeHead(200, { "content-encoding": name, "content-type": "text/html" })
                .end(compress(html)),
          },
          HOME,
        ),
      );
      expect(result.pages[0]?.bytes).to.equal(Buffer.byteLength(html));
      expect(result.corpus).to.include("Packed");
    });
  }
});
