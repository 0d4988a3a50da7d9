import { setImmediate } from "node:timers/promises";
import type { FailedPage } from "./crawl-result.ts";
import { type CrawlErrorCode, CrawlFailure } from "./fetching/crawl-failure.ts";
import type { FetchedDocument } from "./fetching/fetch-document.ts";
import { isChallenge } from "./fetching/is-challenge.ts";
import { type ExtractedPage, extractHtml, extractPlainText } from "./pages/extract-html.ts";
import { isParked } from "./pages/is-parked.ts";
import type { PageKind } from "./pages/picking/page-kind.ts";
import { type PageLink, type PickedPage, pickPages } from "./pages/picking/pick-pages.ts";
import { plainUrl, siteName } from "./pages/picking/site-name.ts";
import { readRefresh } from "./pages/read-refresh.ts";
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

/** Frames of one site, whatever they are nested in. */
const MAX_FRAMES = 8;

/** Pages that only send their reader on, one after another. */
const MAX_REFRESHES = 3;
/** A page with less text than this has nothing to say but where to go. */
const MIN_TEXT_CHARS = 200;
/** A page that goes on after longer than this is there to be read. */
const MAX_REFRESH_S = 10;
/** Enough of a page's markup to tell challenges and parked names. */
const MAX_MARKUP_BYTES = 200_000;

/** Reads the home page, or throws its failure, and then the best pages it links to; one that fails does not spoil the others. */
export async function readSite(
  home: URL,
  visit: SiteVisit,
  maxPages: number,
): Promise<{ pages: ReadPage[]; failedPages: FailedPage[] }> {
  const first = await readHome(home, visit);
  const foundHome = first.document.url;
  const pages = [first];
  const failedPages: FailedPage[] = [];
  if (isParkedPage(first)) return { pages, failedPages };
  const seen = new Set([withQuery(foundHome)]);
  const read = async (href: string, kind: PageKind): Promise<"go on" | "stop"> => {
    const url = new URL(href);
    try {
      const document = await (kind === "home"
        ? visit.fetchHome(url)
        : visit.fetchPage(url, siteName(foundHome.hostname)));
      const foundAt = withQuery(document.url);
      if (seen.has(foundAt)) return "go on";
      seen.add(foundAt);
      pages.push(await readPage(document, kind));
    } catch (error) {
      if (!(error instanceof CrawlFailure)) throw error;
      failedPages.push(failedPage(url, error));
      if (ENDS_VISIT.has(error.code)) return "stop";
    }
    return "go on";
  };
  // Frames can be framesets: what they add goes to the end of the list.
  const frames = new Set(first.extracted.frames);
  for (const frame of frames) {
    if ((await read(frame, "home")) === "stop") break;
    const inner = pages.at(-1)?.extracted.frames ?? [];
    for (const url of inner.slice(0, MAX_FRAMES - frames.size)) frames.add(url);
  }
  const picked = await pickAllowed(pages, visit, maxPages - 1);
  for (const { url, kind } of picked) if ((await read(url, kind)) === "stop") break;
  return { pages, failedPages };
}

/** The home page; one that does no more than send its reader on is followed. */
async function readHome(home: URL, visit: SiteVisit): Promise<ReadPage> {
  let page = await readPage(await visit.fetchHome(home), "home");
  const seen = new Set([page.document.url.href]);
  for (let refreshes = 0; refreshes < MAX_REFRESHES; refreshes += 1) {
    const { text } = page.extracted;
    const refresh = page.extracted.refresh ?? readRefresh(page.document.refresh, page.document.url);
    if (refresh === null || refresh.delayS > MAX_REFRESH_S || seen.has(refresh.url)) return page;
    if (refresh.delayS > 0 && text.length >= MIN_TEXT_CHARS) return page;
    seen.add(refresh.url);
    page = await readPage(await visit.fetchHome(new URL(refresh.url)), "home");
  }
  return page;
}

/** Whether the home page says no more than that its name is parked. */
export function isParkedPage({ document, extracted }: ReadPage): boolean {
  const { title, text } = extracted;
  return isParked({ site: siteName(document.url.hostname), title, text, markup: markupOf(document) });
}

function markupOf({ bytes }: FetchedDocument): string {
  return bytes.toString("latin1", 0, MAX_MARKUP_BYTES);
}

function withQuery(url: URL): string {
  return `${plainUrl(url)}${url.search}`;
}

/** Picks pages that robots.txt allows. The home page's host is known already; other hosts are asked when one of their pages is picked. */
async function pickAllowed(
  homes: readonly ReadPage[],
  visit: SiteVisit,
  limit: number,
): Promise<PickedPage[]> {
  const [home] = homes;
  if (home === undefined) return [];
  const { url: homeUrl } = home.document;
  let links: PageLink[] = [];
  for (const link of homes.flatMap(({ extracted }) => extracted.links)) {
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
    links = links.filter(({ url }) => !refused.has(url) && !refused.has(plainUrl(new URL(url))));
  }
}

async function readPage(document: FetchedDocument, kind: PageKind): Promise<ReadPage> {
  const { bytes, charset, contentType, url } = document;
  let extracted: ExtractedPage;
  try {
    extracted =
      contentType === "text/plain"
        ? extractPlainText(bytes, charset, url)
        : await extractHtml({ bytes, charset, url }, setImmediate);
  } catch (cause) {
    throw new CrawlFailure(cause instanceof RangeError ? "too_complex" : "malformed", { cause });
  }
  if (isChallenge(markupOf(document), extracted.text.length)) {
    throw new CrawlFailure("challenge", { status: document.status });
  }
  return { document, extracted, kind };
}
