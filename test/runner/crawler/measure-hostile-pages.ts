import { crawlOnce } from "./crawl-once.ts";
import { HOSTILE_PAGE_BYTES, HOSTILE_PAGES } from "./hostile-pages.ts";
import type { Answer } from "./site-server.ts";

const PATHS = ["", "about", "contact", "careers", "products", "team"];

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

const settings = {
  maxBytesPerPage: HOSTILE_PAGE_BYTES,
  timeoutMs: 60_000,
  maxPages: 5,
  corpusCharLimit: 20_000,
};
const measured: Record<string, number> = {};
for (const [name, bytes] of Object.entries(HOSTILE_PAGES)) {
  const answer: Answer = (response) => response.setHeader("content-type", "text/html").end(bytes);
  const sites = Object.fromEntries(PATHS.map((path) => [`acme.example/${path}`, answer]));
  measured[name] = await longestBlockMs(() => crawlOnce(sites, "http://acme.example", { settings }));
}
console.log(JSON.stringify(measured));
