import { setImmediate } from "node:timers/promises";
import type { FailedPage } from "./crawl-result.ts";
import { type CrawlErrorCode, CrawlFailure } from "./fetching/crawl-failure.ts";
import type { FetchedDocument } from "./fetching/fetch-document.ts";
import { type ExtractedPage, extractHtml, extractPlainText } from "./pages/extract-html.ts";
import type { PageKind } from "./pages/page-keywords.ts";
import { type PageLink, type PickedPage, pickPages } from "./pages/pick-pages.ts";
import { plainUrl, siteName } from "./pages/site-name.ts";
import { failedPage, type SiteVisit } from "./site-visit.ts";

/** A fetched page and what was read from it. */
export interface ReadPage {
  readonly document: FetchedDocument;
  readonly extracted: ExtractedPage;
  readonly kind: PageKind;
}

/** After one of these the rest of the site is left alone: it asked us to stop, or would fail the same way. */
const ENDS_VISIT: ReadonlySet<CrawlErrorCode> = new Set([
  "rate_limited",
  "aborted",
  "dns",
  "refused",
  "proxy",
]);

/** How often pages are picked again because robots.txt on another host of the site keeps us out. */
const MAX_PICKS = 3;

/** Reads the home page, or throws its failure, and then the best pages it links to; one that fails does not spoil the others. */
export async function readSite(
  home: URL,
  visit: SiteVisit,
  maxPages: number,
): Promise<{ pages: ReadPage[]; failedPages: FailedPage[] }> {
  const first = readPage(await visit.fetchHome(home), "home");
  const foundHome = first.document.url;
  const pages = [first];
  const failedPages: FailedPage[] = [];
  const seen = new Set([plainUrl(foundHome)]);
  for (const { url: href, kind } of await pickAllowed(first, visit, maxPages - 1)) {
    const url = new URL(href);
    try {
      const document = await visit.fetchPage(url, siteName(foundHome.hostname));
      const foundAt = plainUrl(document.url);
      if (seen.has(foundAt)) continue;
      seen.add(foundAt);
      pages.push(readPage(document, kind));
    } catch (error) {
      if (!(error instanceof CrawlFailure)) throw error;
      failedPages.push(failedPage(url, error));
      if (ENDS_VISIT.has(error.code)) break;
    }
  }
  return { pages, failedPages };
}

/** Picks pages that robots.txt allows. The home page's host is known already; other hosts are asked when one of their pages is picked. */
async function pickAllowed(home: ReadPage, visit: SiteVisit, limit: number): Promise<PickedPage[]> {
  const { url: homeUrl } = home.document;
  let links: PageLink[] = [];
  for (const link of home.extracted.links) {
    // Thousands of links times thousands of rules take seconds, and other work must go on meanwhile.
    await setImmediate();
    const url = new URL(link.url);
    if (url.origin !== homeUrl.origin || (await visit.mayRead(new URL(plainUrl(url))))) links.push(link);
  }
  for (let picks = 1; ; picks += 1) {
    const picked = pickPages(homeUrl, links, limit);
    const refused = new Set<string>();
    for (const { url } of picked) if (!(await visit.mayRead(new URL(url)))) refused.add(url);
    if (refused.size === 0 || picks === MAX_PICKS) return picked.filter(({ url }) => !refused.has(url));
    links = links.filter(({ url }) => !refused.has(plainUrl(new URL(url))));
  }
}

function readPage(document: FetchedDocument, kind: PageKind): ReadPage {
  const { bytes, charset, contentType, url } = document;
  try {
    const isPlain = contentType === "text/plain";
    const extracted = isPlain ? extractPlainText(bytes, charset) : extractHtml(bytes, charset, url);
    return { document, extracted, kind };
  } catch (cause) {
    throw new CrawlFailure(cause instanceof RangeError ? "too_complex" : "malformed", { cause });
  }
}
