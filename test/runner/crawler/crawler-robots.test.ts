import { expect } from "chai";
import { createCrawler } from "../../../src/runner/crawler/crawler.ts";
import { crawlOnce, expectSuccess, ROBOTS_ALL, SETTINGS } from "./crawl-once.ts";
import { type Answer, page, redirectTo, startSites } from "./site-server.ts";

const HOME = page('<a href="/about">x</a><a href="/company">x</a>');

function crawlWith(robots: Answer) {
  return crawlOnce(
    {
      "acme.example/robots.txt": robots,
      "acme.example/": HOME,
      "acme.example/about": page(""),
      "acme.example/company": page(""),
    },
    "http://acme.example",
  );
}

describe("createCrawler with robots.txt", () => {
  it("stays out when told to", async () => {
    const { result, server } = await crawlWith("User-agent: examplebot\nDisallow: /");
    expect(result).to.deep.equal({
      outcome: "blocked",
      reason: "robots",
      finalDomain: "acme.example",
      failedPages: [],
    });
    expect(server.requests).to.deep.equal(["acme.example /robots.txt"]);
  });

  it("picks among the pages it may read", async () => {
    const result = expectSuccess(await crawlWith("User-agent: *\nDisallow: /about"));
    expect(result.pages.map(({ url }) => url)).to.deep.equal([
      "http://acme.example/",
      "http://acme.example/company",
    ]);
    expect(result.failedPages).to.deep.equal([]);
  });

  it("waits longer between pages when asked to", async () => {
    const { taken } = await crawlWith("User-agent: *\nCrawl-delay: 3");
    expect(taken.map(({ minIntervalMs }) => minIntervalMs)).to.deep.equal([0, 3_000, 3_000, 3_000]);
  });

  it("takes 4xx as consent", async () => {
    expect((await crawlWith((response) => response.writeHead(403).end())).word).to.equal("success");
  });

  it("takes 5xx as a refusal, and says so", async () => {
    const { result, word, server } = await crawlWith((response) => response.writeHead(503).end());
    expect(word).to.equal("robots_unreachable");
    expect(result.failedPages[0]).to.deep.equal({
      url: "http://acme.example/robots.txt",
      errorCode: "http_5xx",
      status: 503,
    });
    expect(server.requests).to.deep.equal(["acme.example /robots.txt"]);
  });

  it("takes a cut connection as a refusal and 429 as a wish to be left alone", async () => {
    expect((await crawlWith((response) => response.socket?.destroy())).word).to.equal("robots_unreachable");
    expect((await crawlWith((response) => response.writeHead(429).end())).word).to.equal("rate_limited");
  });

  it("follows five redirects, and takes more as consent", async () => {
    const crawlBehind = (redirects: number) => {
      const last = redirects;
      const hops = Array.from({ length: last - 1 }, (_, index): [string, Answer] => [
        `elsewhere.example/${index + 1}`,
        redirectTo(`/${index + 2}`),
      ]);
      return crawlOnce(
        {
          "acme.example/": HOME,
          "acme.example/robots.txt": redirectTo("http://elsewhere.example/1"),
          ...Object.fromEntries(hops),
          [`elsewhere.example/${last}`]: "User-agent: *\nDisallow: /",
        },
        "http://acme.example",
      );
    };
    expect((await crawlBehind(5)).word).to.equal("blocked");
    expect((await crawlBehind(6)).word).to.equal("success");
  });

  it("reads the first 500 KiB and no more", async () => {
    const line = "# nothing to see here\n";
    const filler = line.repeat(Math.ceil((500 * 1024) / line.length));
    expect((await crawlWith(`${filler}User-agent: *\nDisallow: /`)).word).to.equal("success");
    expect((await crawlWith(`User-agent: *\nDisallow: /\n${filler}`)).word).to.equal("blocked");
  });

  it("leaves out the line that the limit cuts", async () => {
    const upTo = (bytes: number) => `#${" ".repeat(bytes)}\nUser-agent: *\nDisallow: /`;
    const most = 500 * 1024 - upTo(0).length;
    expect((await crawlWith(`${upTo(most)}private`)).word).to.equal("success");
    expect((await crawlWith(`${upTo(most - 1)}\nAllow: /x`)).word).to.equal("blocked");
  });

  it("leaves room for others while it holds thousands of links against thousands of rules", async () => {
    const links = Array.from({ length: 1_000 }, (_, index) => `<a href="/${"a".repeat(450)}${index}">x</a>`);
    let turns = 0;
    let next: NodeJS.Immediate | undefined;
    const count = () => {
      turns += 1;
      next = setImmediate(count);
    };
    count();
    try {
      const { word } = await crawlOnce(
        {
          "acme.example/robots.txt": `User-agent: *\n${`Disallow: /${"*a".repeat(900)}b\n`.repeat(250)}`,
          "acme.example/": page(links.join("")),
        },
        "http://acme.example",
        { settings: { maxBytesPerPage: 1_000_000 } },
      );
      expect(word).to.equal("success");
    } finally {
      clearImmediate(next);
    }
    expect(turns).to.be.at.least(links.length);
  });

  it("asks the robots.txt of the host a redirect leads to", async () => {
    const { word, server } = await crawlOnce(
      {
        "acme.example/robots.txt": ROBOTS_ALL,
        "acme.example/": redirectTo("http://www.acme.example/"),
        "www.acme.example/robots.txt": "User-agent: *\nDisallow: /",
        "www.acme.example/": HOME,
      },
      "http://acme.example",
    );
    expect(word).to.equal("blocked");
    expect(server.requests).not.to.include("www.acme.example /");
  });

  it("asks the robots.txt of each host of the site, and picks others instead of what it refuses", async () => {
    const crawled = await crawlOnce(
      {
        "acme.example/": page('<a href="http://jobs.acme.example/">Jobs</a><a href="/career-paths">x</a>'),
        "jobs.acme.example/robots.txt": "User-agent: *\nDisallow: /",
        "acme.example/career-paths": page(""),
      },
      "http://acme.example",
    );
    expect(expectSuccess(crawled).pages.map(({ url }) => url)).to.deep.equal([
      "http://acme.example/",
      "http://acme.example/career-paths",
    ]);
    expect(crawled.server.requests).not.to.include("jobs.acme.example /");
  });

  it("asks again only after ten minutes", async () => {
    const server = await startSites({ "acme.example/": page("") });
    let now = new Date(0);
    const crawler = createCrawler({
      settings: { ...SETTINGS, proxyUrl: server.origin },
      clock: () => now,
      limiter: { take: async () => undefined },
    });
    for (const minute of ["00:00", "09:59", "10:00"]) {
      now = new Date(`2026-11-01T00:${minute}Z`);
      await crawler.crawl("http://acme.example", { traceId: "t" });
    }
    expect(server.requests.filter((request) => request.endsWith("/robots.txt"))).to.have.lengthOf(2);
    await server.close();
    await crawler.close();
  });
});
