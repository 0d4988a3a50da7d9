import { expect } from "chai";
import { crawlOnce, expectSuccess } from "./crawl-once.ts";
import { page, redirectTo } from "./site-server.ts";

const HOME = "http://acme.example";
const settings = { allowPrivate: false };

const PRIVATE = [
  "SELF",
  "http://localhost:1",
  "http://2130706433:1/",
  "http://0x7f.1:1/",
  "http://[::1]:1/",
  "http://[::ffff:7f00:1]:1/",
  "http://169.254.169.254/latest/meta-data",
  "10.0.0.1",
];

describe("createCrawler guarding our own network", () => {
  for (const website of PRIVATE) {
    it(`refuses ${website}, directly and through a proxy`, async () => {
      for (const direct of [true, false]) {
        const { word, server } = await crawlOnce({ "self/": page("") }, website, { settings, direct });
        expect(word).to.equal("address_refused");
        expect(server.requests).to.deep.equal([]);
      }
    });
  }

  it("refuses a redirect into it", async () => {
    for (const location of [
      "http://127.0.0.1:1/",
      "http://[64:ff9b::a9fe:a9fe]/",
      "http://localhost/",
      "//0x7f000001/",
      "http://0251.0376.0251.0376/latest/meta-data",
      "http://[::ffff:a9fe:a9fe]/latest/meta-data",
      "http://[fd00:ec2::254]/latest/meta-data",
      "http://metadata.google.internal/computeMetadata/v1/",
      "http://[fe80::1]/",
      "http://[ff02::1]/",
      "http://224.0.0.1/",
      "http://[2002:7f00:1::]/",
      "http://127.1/",
    ]) {
      const { word, server } = await crawlOnce({ "acme.example/": redirectTo(location) }, HOME, { settings });
      expect(word).to.equal("redirect_private");
      expect(server.requests).to.deep.equal(["acme.example /robots.txt", "acme.example /"]);
    }
  });

  it("follows a redirect into it only where that is allowed by CRAWLER_ALLOW_PRIVATE", async () => {
    const sites = { "acme.example/": redirectTo("http://10.0.0.1/"), "10.0.0.1/": page("") };
    const { word, server } = await crawlOnce(sites, HOME, { settings: { allowPrivate: true } });
    expect(word).to.equal("success");
    expect(server.requests).to.include("10.0.0.1 /");
  });

  it("refuses a robots.txt that leads into it", async () => {
    const sites = { "acme.example/robots.txt": redirectTo("http://10.0.0.1/"), "acme.example/": page("") };
    expect((await crawlOnce(sites, HOME, { settings })).word).to.equal("redirect_private");
  });

  it("ignores links into it", async () => {
    const sites = { "acme.example/": page('<a href="http://127.0.0.1/about">About</a>') };
    const result = expectSuccess(await crawlOnce(sites, HOME, { settings }));
    expect(result.pages).to.have.lengthOf(1);
    expect(result.failedPages).to.deep.equal([]);
  });

  it("asks no port but those of web sites, at first and after a redirect", async () => {
    for (const port of [22, 25, 6379, 81]) {
      const { word, server } = await crawlOnce({}, `http://acme.example:${port}`, { settings });
      expect([word, server.requests]).to.deep.equal(["address_refused", []]);
    }
    const led = await crawlOnce(
      { "acme.example/": redirectTo("http://acme.example:25/") },
      "http://acme.example",
      { settings },
    );
    expect(led.word).to.equal("redirect_private");
    for (const [port, extraPorts] of [
      [8080, []],
      [8443, []],
      [81, ["81"]],
    ] as const) {
      const sites = { [`acme.example:${port}/`]: page("") };
      const { word } = await crawlOnce(sites, `http://acme.example:${port}`, {
        settings: { ...settings, extraPorts },
      });
      expect(word, String(port)).to.equal("success");
    }
  });
});
