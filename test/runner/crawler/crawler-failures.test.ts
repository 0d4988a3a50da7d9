import { createServer } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { crawlOnce, expectSuccess, ROBOTS_ALL } from "./crawl-once.ts";
import { type Answer, page, startSites } from "./site-server.ts";

const HOME = "http://acme.example";

function encoded(encoding: string, body: Buffer | string): Answer {
  return (response) => response.writeHead(200, { "content-encoding": encoding }).end(body);
}

function status(code: number): Answer {
  return (response) => response.writeHead(code).end();
}

const dripping: Answer = (response) => {
  response.writeHead(200, { "content-type": "text/html" });
  const timer = setInterval(() => response.write("x"), 10);
  response.once("close", () => clearInterval(timer));
};

const SHELL = `<html><body><div id="root"></div><script src="app.js"></script>
  <noscript>You need to enable JavaScript to run this app, so please do that now.</noscript></body></html>`;

/** Each paragraph opens anew what was left open before it. */
const GROWING = `<p>${Array.from({ length: 2_000 }, (_, index) => `<b id=${index}>`).join("")}</p>${"<p>x".repeat(4_000)}`;

function crawlHome(answer: Answer, settings: { timeoutMs?: number } = {}) {
  return crawlOnce({ "acme.example/robots.txt": ROBOTS_ALL, "acme.example/": answer }, HOME, { settings });
}

describe("createCrawler on a bad site", () => {
  const answers: readonly [code: string, meaning: string, answer: Answer][] = [
    ["http_4xx", "404", status(404)],
    ["http_4xx", "403", status(403)],
    ["http_5xx", "500", status(500)],
    ["http_5xx", "a 502 of the site's own", status(502)],
    ["rate_limited", "429", status(429)],
    ["malformed", "a redirect to nowhere", status(302)],
    [
      "content_type",
      "a PDF",
      (response) => response.writeHead(200, { "content-type": "application/pdf" }).end("%PDF"),
    ],
    ["empty", "a gzip bomb", encoded("gzip", gzipSync(Buffer.alloc(20_000_000)))],
    ["empty", "a brotli bomb", encoded("br", brotliCompressSync(Buffer.alloc(2_000_000)))],
    ["empty", "a bomb in a bomb", encoded("gzip, gzip", gzipSync(gzipSync(Buffer.alloc(5_000_000))))],
    ["malformed", "three encodings", encoded("gzip, gzip, gzip", "x")],
    ["malformed", "an encoding that was not asked for", encoded("zstd", "x")],
    ["empty", "a word that is no encoding, as if it were not there,", encoded("constructor", "x")],
    ["malformed", "what is no gzip", encoded("gzip", "plain")],
    ["empty", "the first bytes of a gzip", encoded("gzip", gzipSync(page("")).subarray(0, 12))],
    ["too_complex", "a small page that grows into millions of elements", GROWING],
    ["network", "a cut connection", (response) => response.socket?.destroy()],
    ["empty", "an empty shell", SHELL],
  ];
  for (const [code, meaning, answer] of answers) {
    it(`calls ${meaning} ${code}`, async () => {
      expect((await crawlHome(answer)).word).to.equal(code);
    });
  }

  it("times out on silence and on dripping", async () => {
    expect((await crawlHome(() => undefined, { timeoutMs: 80 })).word).to.equal("timeout");
    expect((await crawlHome(dripping, { timeoutMs: 80 })).word).to.equal("timeout");
  });

  it("keeps what it read when the company's time is over", async () => {
    const crawled = await crawlOnce(
      { "acme.example/": page('<a href="/about">x</a>'), "acme.example/about": () => undefined },
      HOME,
      { settings: { companyTimeoutMs: 1_000 } },
    );
    const result = expectSuccess(crawled);
    expect(result.pages).to.have.lengthOf(1);
    expect(result.failedPages).to.deep.equal([{ url: `${HOME}/about`, errorCode: "timeout" }]);
  });

  it("reads from the proxy's word that a name does not resolve or nobody listens", async () => {
    for (const word of ["dns", "refused"]) {
      const answer: Answer = (response) => response.writeHead(502, { "x-proxy-error": word }).end();
      const sites = { "acme.example/robots.txt": answer, "www.acme.example/robots.txt": answer };
      expect((await crawlOnce(sites, HOME)).word).to.equal(word);
    }
  });

  it("reads why the proxy could not open a tunnel", async () => {
    const tunnels = {
      "a.example:443": "dns",
      "www.a.example:443": "dns",
      "b.example:443": "refused",
      "c.example:443": "surprise",
    };
    const words: string[] = [];
    for (const host of ["a", "b", "c", "d"]) {
      words.push((await crawlOnce({}, `https://${host}.example`, { tunnels })).word);
    }
    expect(words).to.deep.equal(["dns", "refused", "proxy", "proxy"]);
  });

  it("blames a proxy that is down or wants a password, not the site", async () => {
    const closed = await startSites({});
    await closed.close();
    for (const website of [HOME, "https://acme.example"]) {
      const { word } = await crawlOnce({}, website, { settings: { proxyUrl: closed.origin } });
      expect(word).to.equal("proxy");
    }
    expect((await crawlOnce({ "acme.example/robots.txt": status(407) }, HOME)).word).to.equal("proxy");
  });

  it("calls a closed port refused, and https where there is none tls", async () => {
    const plain = await startSites({});
    const https = plain.origin.replace("http:", "https:");
    expect((await crawlOnce({}, https, { direct: true })).word).to.equal("tls");
    await plain.close();
    expect((await crawlOnce({}, plain.origin, { direct: true })).word).to.equal("refused");
  });

  it("reads what is no HTTP as malformed, whose robots.txt is out of reach", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined).once("data", () => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const { word, result } = await crawlOnce({}, `http://127.0.0.1:${port}`, { direct: true });
    server.close();
    expect(word).to.equal("robots_unreachable");
    expect(result.failedPages[0]?.errorCode).to.equal("malformed");
  });

  it("tries http when a website without a scheme has no https", async () => {
    const crawled = await crawlOnce({ "acme.example/": page("") }, "acme.example", {
      tunnels: { "acme.example:443": "refused" },
    });
    const result = expectSuccess(crawled);
    expect(result.pages[0]?.url).to.equal("http://acme.example/");
    expect(result.failedPages).to.deep.include({ url: "https://acme.example/", errorCode: "refused" });
  });

  it("tries www where the bare domain does not resolve, with or without a scheme", async () => {
    const gone: Answer = (response) => response.writeHead(502, { "x-proxy-error": "dns" }).end();
    const sites = { "acme.example/robots.txt": gone, "acme.example/": gone, "www.acme.example/": page("") };
    for (const written of ["acme.example", "http://acme.example"]) {
      const result = expectSuccess(
        await crawlOnce(sites, written, {
          tunnels: { "acme.example:443": "dns", "www.acme.example:443": "refused" },
        }),
      );
      expect(result.pages[0]?.url).to.equal("http://www.acme.example/");
      expect(result.finalDomain).to.equal("acme.example");
    }
  });

  it("tries www where the bare domain refuses, and says what is wrong with the bare domain if there is no www", async () => {
    const refused: Answer = (response) => response.writeHead(502, { "x-proxy-error": "refused" }).end();
    const sites = { "acme.example/robots.txt": refused };
    const tunnels = { "acme.example:443": "refused", "www.acme.example:443": "refused" };
    const found = await crawlOnce({ ...sites, "www.acme.example/": page("") }, "acme.example", { tunnels });
    expect(found.word).to.equal("success");
    const gone: Answer = (response) => response.writeHead(502, { "x-proxy-error": "dns" }).end();
    const lost = await crawlOnce({ ...sites, "www.acme.example/robots.txt": gone }, "acme.example", {
      tunnels: { "acme.example:443": "refused", "www.acme.example:443": "dns" },
    });
    expect(lost.word).to.equal("refused");
  });

  it("asks once for a name that does not exist, and once for its www", async () => {
    const { word, server } = await crawlOnce({}, "acme.example", {
      tunnels: { "acme.example:443": "dns", "www.acme.example:443": "dns" },
    });
    expect(word).to.equal("dns");
    expect(server.requests).to.deep.equal(["CONNECT acme.example:443", "CONNECT www.acme.example:443"]);
  });

  it("names a website that is none", async () => {
    const { result } = await crawlOnce({}, "n/a");
    expect(result).to.deep.equal({ outcome: "error", errorCode: "invalid_url", failedPages: [] });
  });

  it("stops when the run is stopped", async () => {
    const controller = new AbortController();
    const sites = { "acme.example/": page('<a href="/about">x</a>'), "acme.example/about": page("") };
    const { word } = await crawlOnce(sites, HOME, {
      signal: controller.signal,
      onTake: (count) => {
        if (count === 3) controller.abort();
      },
    });
    expect(word).to.equal("aborted");
    const stopped = await crawlOnce(sites, HOME, { signal: AbortSignal.abort() });
    expect(stopped.word).to.equal("aborted");
    expect(stopped.server.requests).to.deep.equal([]);
  });

  it("lets a broken limiter through: that is no fault of the site's", async () => {
    const failure = await crawlOnce({}, HOME, {
      onTake: () => {
        throw new RangeError("no lease");
      },
    }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
  });
});
