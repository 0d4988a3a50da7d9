import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { nth, wholeNumber } from "../companies/seeded.ts";
import type { SiteKind } from "../companies/town-company.ts";
import { companyPages } from "./company-pages.ts";
import { renderPage } from "./page.ts";
import { redirecting } from "./redirecting.ts";
import { notFound, servePages } from "./serve-pages.ts";
import { answer, redirect, type SiteBehaviour, type SiteRequest } from "./site-request.ts";

const HTML = { "content-type": "text/html; charset=utf-8" };

/** How large a huge page is, in bytes. */
export const HUGE_PAGE_BYTES = 6 * 1024 * 1024;

/** How long a tarpit drips before it gives up. */
const TARPIT_MS = 20_000;
const DRIP_MS = 250;

/** Answers robots.txt with 404, which allows everything (RFC 9309, 2.3.1.3), so that the site fails as its kind should. */
const withoutRobots =
  (behaviour: SiteBehaviour): SiteBehaviour =>
  (site) =>
    site.path === "/robots.txt" ? notFound(site) : behaviour(site);

/** What a site of each kind does; hosts that are refused or unknown never get this far (see the proxy). */
export const SITE_BEHAVIOURS: Readonly<Record<Exclude<SiteKind, "refused" | "unknown-dns">, SiteBehaviour>> =
  {
    good: (site) => servePages(site),
    slow,
    redirecting,
    busy,
    "robots-blocked": (site) =>
      site.path === "/robots.txt"
        ? answer(site, 200, { "content-type": "text/plain" }, "User-agent: *\nDisallow: /\n")
        : servePages(site),
    "not-found": notFound,
    "server-error": withoutRobots((site) =>
      answer(site, 500, HTML, "<!doctype html><title>500</title><h1>Internal server error</h1>"),
    ),
    "script-only": withoutRobots((site) =>
      answer(
        site,
        200,
        HTML,
        '<!doctype html><html lang="en"><head><title></title><script src="/app.js" defer></script></head><body><div id="root"></div></body></html>\n',
      ),
    ),
    huge: withoutRobots(huge),
    "wrong-type": withoutRobots((site) =>
      answer(site, 200, { "content-type": "application/pdf" }, "%PDF-1.7\n%âãÏÓ\n"),
    ),
    "redirect-loop": withoutRobots((site) => redirect(site, site.path === "/a" ? "/b" : "/a", 302)),
    tarpit: withoutRobots(tarpit),
  };

/** A few hundred milliseconds late, always the same for the same page. */
async function slow(site: SiteRequest): Promise<void> {
  await pause(wholeNumber(150, 450, site.company.slug, site.path), undefined, { ref: false });
  servePages(site);
}

/** Refuses every first, third, fifth … request for a page other than the home page, alternating 503 and 429 with a Retry-After of a second. */
function busy(site: SiteRequest): void {
  if (site.path === "/" || site.path === "/robots.txt" || site.earlierRequests % 2 === 1) {
    servePages(site);
  } else {
    const status = site.earlierRequests % 4 === 0 ? 503 : 429;
    answer(site, status, { ...HTML, "retry-after": "1" }, "<h1>Too many visitors</h1>");
  }
}

/** The home page with an endless catalogue behind it. */
async function huge({ company, path, response }: SiteRequest): Promise<void> {
  const pages = companyPages(company);
  const page = pages.find((candidate) => candidate.path === path) ?? nth(pages, 0);
  const filler = "<p>Article in stock.</p>\n".repeat(2600);
  function* parts() {
    yield renderPage(company, page, pages, "");
    for (let sent = 0; sent < HUGE_PAGE_BYTES; sent += filler.length) yield filler;
  }
  response.writeHead(200, HTML);
  await pipeline(Readable.from(parts()), response);
}

/** Headers at once, then a byte now and then; finally it breaks off, so that it never looks like a success. */
async function tarpit({ response }: SiteRequest): Promise<void> {
  response.writeHead(200, HTML);
  const until = Date.now() + TARPIT_MS;
  while (!response.destroyed && Date.now() < until) {
    response.write(" ");
    await pause(DRIP_MS, undefined, { ref: false });
  }
  response.destroy();
}
