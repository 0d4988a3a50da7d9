import { expect } from "chai";
import { patience } from "../../support/patience.ts";
import { crawlOnce } from "./crawl-once.ts";
import type { Answer } from "./site-server.ts";

const SIZE = 2_000_000;
const LINKS = ["about", "contact", "careers", "products", "team"]
  .map((name) => `<a href="/${name}">${name}</a>`)
  .join("");

const filled = (piece: string, start = "<body>"): Buffer =>
  Buffer.from(start + LINKS + piece.repeat(Math.ceil(SIZE / piece.length))).subarray(0, SIZE);

/** The most work done at a time, nothing else getting its turn meanwhile: processor time, whatever others do on the machine. */
async function longestBlockMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.threadCpuUsage();
  const look = () => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1_000);
    last = now;
  };
  const timer = setInterval(look, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return longest;
}

describe("createCrawler on hostile pages", function () {
  this.timeout(patience(60_000));

  const pages: readonly [name: string, bytes: Buffer][] = [
    ["addresses without end", filled("a@1.1.1.1.1.1.1.1.")],
    ["words with @", filled("a@a")],
    ["class attributes", filled("cookie- breadcrumb ", '<div class="')],
    ["elements with classes", filled('<p class="cookie-x breadcrumb-y gdpr">x')],
    ["brackets", filled("[at[")],
    ["white space", filled(" \n\t ")],
    ["meta tags", filled("<meta charset=x>", "")],
    ["comments", filled("<!--", "")],
    ["JSON-LD", filled('[{"@type":"Organization","name":"a"},', '<script type="application/ld+json">')],
  ];
  for (const [name, bytes] of pages) {
    it(`is held for at most 200 ms at a time by five pages of ${name}`, async () => {
      const answer: Answer = (response) => response.setHeader("content-type", "text/html").end(bytes);
      const paths = ["", "about", "contact", "careers", "products", "team"];
      const sites = Object.fromEntries(paths.map((path) => [`acme.example/${path}`, answer]));
      const settings = { maxBytesPerPage: SIZE, timeoutMs: 20_000, maxPages: 5, corpusCharLimit: 20_000 };
      const blocked = await longestBlockMs(() => crawlOnce(sites, "http://acme.example", { settings }));
      expect(blocked).to.be.below(patience(200));
    });
  }
});
