import { deflateRawSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { crawlOnce, expectSuccess } from "./crawl-once.ts";
import { startRawSite } from "./raw-site.ts";
import { page } from "./site-server.ts";

const HTML = page("<h1>Pumps</h1>");
const head = (...lines: readonly string[]) =>
  ["HTTP/1.1 200 OK", ...lines, "connection: close", "", ""].join("\r\n");
const withBody = (start: string, body: Buffer | string) =>
  Buffer.concat([Buffer.from(start, "latin1"), Buffer.from(body)]);
const redirect = (location: string, ...lines: readonly string[]) =>
  Buffer.from(
    [
      "HTTP/1.1 302 Found",
      `location: ${location}`,
      ...lines,
      "content-length: 0",
      "connection: close",
      "",
      "",
    ].join("\r\n"),
    "latin1",
  );

/** Crawls a site that answers with these bytes. */
async function crawl(
  answers: Parameters<typeof startRawSite>[0],
  settings: { maxBytesPerPage?: number } = {},
) {
  const site = await startRawSite(answers);
  try {
    const crawled = await crawlOnce({}, site.origin, { direct: true, settings });
    return { ...crawled, requests: [...site.requests] };
  } finally {
    await site[Symbol.asyncDispose]();
  }
}

describe("createCrawler on HTTP as it is", () => {
  const readable: readonly [name: string, answer: Buffer | string][] = [
    [
      "20 kB of headers",
      withBody(
        head("content-type: text/html", `content-security-policy: ${"img-src *; ".repeat(1_900)}`),
        HTML,
      ),
    ],
    [
      "50 kB of headers",
      withBody(
        head(
          "content-type: text/html",
          ...Array.from({ length: 50 }, (_, index) => `x-h${index}: ${"x".repeat(1_000)}`),
        ),
        HTML,
      ),
    ],
    [
      "a raw deflate stream",
      withBody(head("content-type: text/html", "content-encoding: deflate"), deflateRawSync(HTML)),
    ],
    [
      "gzip without a trailer",
      withBody(head("content-type: text/html", "content-encoding: gzip"), gzipSync(HTML).subarray(0, -8)),
    ],
    [
      "lines that end in LF alone",
      withBody(
        `HTTP/1.1 200 OK\ncontent-type: text/html\ncontent-length: ${Buffer.byteLength(HTML)}\n\n`,
        HTML,
      ),
    ],
    [
      "a length along with chunks",
      withBody(
        head("content-type: text/html", "content-length: 7", "transfer-encoding: chunked"),
        `${Buffer.byteLength(HTML).toString(16)}\r\n${HTML}\r\n0\r\n\r\n`,
      ),
    ],
    ["a type said twice", withBody(head("content-type: text/html, text/html"), HTML)],
    [
      "a type said in two headers",
      withBody(head("content-type: text/html", "content-type: text/html; charset=utf-8"), HTML),
    ],
    ["no type at all", withBody(head("server: old"), HTML)],
    ["a type that is none", withBody(head("content-type: html"), HTML)],
    ["any type", withBody(head("content-type: */*"), HTML)],
    ["an unknown type", withBody(head("content-type: unknown/unknown"), HTML)],
    ["a charset for an encoding", withBody(head("content-type: text/html", "content-encoding: utf-8"), HTML)],
    ["HTTP/1.0 without a length", withBody("HTTP/1.0 200 OK\r\ncontent-type: text/html\r\n\r\n", HTML)],
  ];
  for (const [name, answer] of readable) {
    it(`reads a page with ${name}`, async () => {
      const crawled = await crawl({ "/": answer });
      expect(expectSuccess(crawled).corpus).to.contain("Acme makes pumps");
    });
  }

  it("does not read a page in an encoding it has not asked for, or of a type that is no page", async () => {
    const packed = await crawl({ "/": withBody(head("content-encoding: zstd"), HTML) });
    expect(packed.word).to.equal("malformed");
    const file = await crawl({ "/": withBody(head("content-type: application/octet-stream"), HTML) });
    expect(file.word).to.equal("content_type");
  });

  it("follows a location that is said twice", async () => {
    const crawled = await crawl({
      "/": redirect("/en/", "location: /en/"),
      "/en/": withBody(head("content-type: text/html"), HTML),
    });
    expect(expectSuccess(crawled).pages[0]?.url).to.contain("/en/");
  });

  it("follows a refresh in the headers", async () => {
    const crawled = await crawl({
      "/": head("content-type: text/html", "refresh: 0; url=/en/"),
      "/en/": withBody(head("content-type: text/html"), HTML),
    });
    expect(expectSuccess(crawled).corpus).to.contain("Acme makes pumps");
  });

  it("reads the frames of framesets within frames, and ends when they hold one another", async () => {
    const frames = (...sources: readonly string[]) =>
      withBody(
        head("content-type: text/html"),
        `<frameset>${sources.map((source) => `<frame src="${source}">`).join("")}</frameset>`,
      );
    const crawled = await crawl({
      "/": frames("/top", "/all"),
      "/top": frames("/", "/all", "/top"),
      "/all": frames("/text", "/top"),
      "/text": withBody(head("content-type: text/html"), HTML),
    });
    expect(expectSuccess(crawled).corpus).to.contain("Acme makes pumps");
    expect(crawled.requests).to.have.lengthOf(6);
  });

  it("follows a location written in plain UTF-8", async () => {
    const crawled = await crawl({
      "/": redirect(Buffer.from("/über-uns").toString("latin1")),
      "/%C3%BCber-uns": withBody(head("content-type: text/html"), HTML),
    });
    expect(expectSuccess(crawled).pages[0]?.url).to.contain("/%C3%BCber-uns");
  });

  it("brings back the cookie of a site that redirects to itself until it does", async () => {
    const answer = (request: string) =>
      /cookie: seen=1/i.test(request)
        ? withBody(head("content-type: text/html"), HTML)
        : redirect("/", "set-cookie: seen=1; Path=/; HttpOnly");
    const crawled = await crawl({ "/": answer });
    expect(expectSuccess(crawled).pages).to.have.lengthOf(1);
    expect(crawled.requests.filter((request) => request.startsWith("GET / "))).to.have.lengthOf(2);
  });

  it("gives up a page that redirects to itself for ever, with or without a new cookie", async () => {
    let count = 0;
    for (const answer of [redirect("/"), () => redirect("/", `set-cookie: n=${++count}`)]) {
      expect((await crawl({ "/": answer })).word).to.equal("redirect_loop");
    }
    expect(count).to.be.at.most(6);
  });

  it("cuts a page over the limit, and does not drop it", async () => {
    const answer = withBody(
      head("content-type: text/html"),
      `${HTML.replace("</body></html>", "")}<style>${"a{}".repeat(800_000)}</style>`,
    );
    const result = expectSuccess(await crawl({ "/": answer }, { maxBytesPerPage: 100_000 }));
    expect(result.corpus).to.contain("Acme makes pumps");
    expect(result.pages[0]?.bytes).to.equal(100_000);
  });

  for (const [name, first] of [
    ["a meta refresh", '<meta http-equiv="refresh" content="0; url=/en/">'],
    ["a meta refresh in quotes", `<META HTTP-EQUIV=Refresh CONTENT="0;URL='/en/'">Please wait`],
    ["a meta refresh after half a second", '<meta http-equiv="refresh" content=".5; url=/en/">'],
    [
      "a meta refresh after three seconds",
      '<meta http-equiv="refresh" content="3;/en/"><p>You are being redirected.</p>',
    ],
    ["a frameset", '<frameset cols="20%,80%"><frame src="/menu.html"><frame src="/en/"></frameset>'],
  ] as const) {
    it(`reads the page behind ${name}`, async () => {
      const found = page('<a href="/about">About us</a>');
      const crawled = await crawl({
        "/": withBody(head("content-type: text/html"), first),
        "/menu.html": withBody(head("content-type: text/html"), '<a href="/contact">Contact</a>'),
        "/en/": withBody(head("content-type: text/html"), found),
        "/about": withBody(head("content-type: text/html"), page("About")),
      });
      const urls = expectSuccess(crawled).pages.map(({ url }) => new URL(url).pathname);
      expect(urls).to.include("/en/").and.include("/about");
    });
  }

  it("does not follow refreshes in a circle, or one that only renews the page", async () => {
    const circle = await crawl({
      "/": withBody(head("content-type: text/html"), '<meta http-equiv="refresh" content="0;url=/">'),
    });
    expect(circle.word).to.equal("empty");
    const renewed = await crawl({
      "/": withBody(head("content-type: text/html"), page('<meta http-equiv="refresh" content="5;url=/">')),
    });
    expect(renewed.word).to.equal("success");
  });

  const JUST_A_MOMENT =
    "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={}</script></body></html>";
  for (const [name, answer] of [
    [
      "403 with a challenge",
      withBody(
        "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n",
        JUST_A_MOMENT,
      ),
    ],
    [
      "503 with a challenge",
      withBody(
        "HTTP/1.1 503 Unavailable\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n",
        JUST_A_MOMENT,
      ),
    ],
    [
      "403 with the header of one",
      "HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ],
    [
      "200 with a challenge in another language",
      withBody(
        head("content-type: text/html"),
        "<title>Nur einen Moment…</title><script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=1'></script>",
      ),
    ],
    [
      "a refresh that leads to one",
      withBody(
        head("content-type: text/html"),
        '<meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F&y=ipc:192.0.2.1:1">',
      ),
    ],
    [
      "a frame with a block in it",
      withBody(
        head("content-type: text/html"),
        '<iframe src="/_Incapsula_Resource?CWUDNSAI=23">Request unsuccessful. Incapsula incident ID: 1</iframe>',
      ),
    ],
    [
      "a script that sets a cookie",
      withBody(
        head("content-type: text/html"),
        '<script>document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b));location.href="/?i=1"</script>',
      ),
    ],
    ["200 with a challenge", withBody(head("content-type: text/html"), JUST_A_MOMENT)],
    [
      "200 with words for people",
      withBody(
        head("content-type: text/html"),
        "<title>Checking</title><h1>Please verify you are a human</h1><p>acme.example needs to review the security of your connection before proceeding.</p>",
      ),
    ],
  ] as const) {
    it(`calls ${name} a challenge`, async () => {
      expect((await crawl({ "/": answer })).word).to.equal("challenge");
    });
  }

  it("sees no challenge in a page that only writes about them, nor in a 403 without one", async () => {
    const article = page(
      `<title>Just a moment... with our team</title><p>${"We protect sites: checking your browser before accessing them. ".repeat(60)}</p>`,
    );
    expect((await crawl({ "/": withBody(head("content-type: text/html"), article) })).word).to.equal(
      "success",
    );
    expect(
      (await crawl({ "/": "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" })).word,
    ).to.equal("http_4xx");
  });

  for (const [name, inner, ...headers] of [
    ["Cloudflare", '<script src="/cdn-cgi/challenge-platform/h/b/scripts/jsd/1/main.js"></script>'],
    ["Imperva", '<script src="/_Incapsula_Resource?SWJIYLWA=719d&ns=2"></script>'],
    ["HUMAN", "<script>window._pxAppId='PXabc';</script>"],
    ["AWS", '<script src="https://a1.token.awswaf.com/a1/challenge.js" defer></script>'],
    ["DataDome", '<script src="https://js.datadome.co/tags.js"></script>', "x-datadome: protected"],
    [
      "a form's captcha",
      `<p>${"We sell and repair pumps. ".repeat(15)}</p><form>Please verify that you are human</form>`,
    ],
  ] as const) {
    it(`reads a short page that ${name} looks after`, async () => {
      const answer = withBody(head("content-type: text/html", ...headers), page(inner));
      expect((await crawl({ "/": answer })).word).to.equal("success");
    });
  }

  for (const words of [
    "This domain is for sale! Make an offer.",
    "This website is for sale! acme.example is your best source for acme.",
    "acme.example is for sale",
    "acme.example has expired",
    "This domain was recently registered at a registrar. Please check back later!",
    "Web Server's Default Page",
    "Default Web Site Page",
    "Diese Webseite wurde gerade aufgesetzt und ist noch ohne Inhalt.",
    "Hier entsteht eine neue Internetpräsenz",
    "Félicitations ! Votre domaine a bien été créé !",
    "The domain name acme.example may be for sale. Inquire about this domain.",
    "Diese Domain steht zum Verkauf",
    "Ce nom de domaine est à vendre",
    "Questo dominio è in vendita",
    "Deze domeinnaam is te koop",
    "This domain name has expired. Renew it now.",
    "This page is parked free, courtesy of a registrar.",
    "Apache2 Ubuntu Default Page: It works!",
    "This Account has been suspended. Contact your hosting provider for more information.",
  ]) {
    it(`tells a parked name by "${words}"`, async () => {
      const answer = withBody(
        head("content-type: text/html"),
        `<title>acme.example</title><h1>${words}</h1><a href="/about">About</a>`,
      );
      const { result, requests } = await crawl({ "/": answer });
      expect(result.outcome).to.equal("parked");
      expect(requests).to.have.lengthOf(2);
    });
  }

  it("takes no site for parked that sells domains, houses or pumps", async () => {
    for (const words of [
      "Our domain is pumps. This pump is for sale.",
      "Houses for sale",
      "Le Domaine de la Tour is for sale",
      "Once your domain has been registered we set up your mail",
      "We changed one thing, and it works!",
      "Besuchen Sie unsere neue Internetpräsenz",
      `Domain names for sale: ${"we sell names and host pages. ".repeat(80)}`,
    ]) {
      expect(
        (await crawl({ "/": withBody(head("content-type: text/html"), page(words)) })).word,
        words.slice(0, 40),
      ).to.equal("success");
    }
  });
});
