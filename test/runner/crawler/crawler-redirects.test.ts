import { expect } from "chai";
import { crawlOnce, expectSuccess, SETTINGS } from "./crawl-once.ts";
import { page, redirectTo } from "./site-server.ts";

const HOME = "http://acme.example";

describe("createCrawler with redirects", () => {
  it("follows the home page to another site and goes on there", async () => {
    const crawled = await crawlOnce(
      {
        "acme.example/": redirectTo("http://www.acme.test/en?lang=en#top"),
        "www.acme.test/en": page(
          '<a href="/about">x</a><a href="http://acme.example/team">x</a> a@acme.example b@acme.test',
        ),
        "www.acme.test/about": page(""),
      },
      HOME,
    );
    const result = expectSuccess(crawled);
    expect(result.finalDomain).to.equal("acme.test");
    expect(result.pages.map(({ url }) => url)).to.deep.equal([
      "http://www.acme.test/en",
      "http://www.acme.test/about",
    ]);
    expect(result.emails).to.deep.equal(["a@acme.example", "b@acme.test"]);
    expect(crawled.taken.map(({ domain }) => domain)).to.deep.equal([
      "acme.example",
      "acme.example",
      "acme.test",
      "acme.test",
      "acme.test",
    ]);
    expect(crawled.server.requests).to.include("www.acme.test /en?lang=en");
  });

  it("does not follow a further page to another site", async () => {
    const crawled = await crawlOnce(
      {
        "acme.example/": page('<a href="/jobs">x</a>'),
        "acme.example/jobs": redirectTo("http://board.example/acme"),
        "board.example/acme": page(""),
      },
      HOME,
    );
    expect(expectSuccess(crawled).failedPages).to.deep.equal([
      { url: "http://acme.example/jobs", errorCode: "redirect_offsite" },
    ]);
    expect(crawled.server.requests.join()).not.to.include("board.example");
  });

  it("gives up on a circle", async () => {
    const sites = { "acme.example/": redirectTo("/a"), "acme.example/a": redirectTo("/") };
    const { word, server } = await crawlOnce(sites, HOME);
    expect(word).to.equal("redirect_loop");
    expect(server.requests).to.have.lengthOf(3);
  });

  it("gives up after its limit of hops", async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`acme.example/${index}`, redirectTo(`/${index + 1}`)]),
    );
    const { word, server } = await crawlOnce(chain, `${HOME}/0`);
    expect(word).to.equal("redirect_loop");
    expect(server.requests).to.have.lengthOf(1 + 1 + SETTINGS.maxRedirects);
  });

  it("refuses a location that is no address or no web page", async () => {
    const wordOf = async (location: string) =>
      (await crawlOnce({ "acme.example/": redirectTo(location) }, HOME)).word;
    expect(await wordOf("http://")).to.equal("malformed");
    expect(await wordOf("file:///etc/passwd")).to.equal("invalid_url");
  });
});
