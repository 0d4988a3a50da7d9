import type { LookupFunction } from "node:net";
import type { Clock } from "../../clock.ts";
import { buildCorpus, type CorpusPage, hashCorpus } from "./build-corpus.ts";
import { type CrawlErrorCode, CrawlFailure, readCrawlFailure } from "./crawl-failure.ts";
import type { CrawledPage, CrawlResult, FailedPage } from "./crawl-result.ts";
import type { DomainLimiter } from "./domain-limiter.ts";
import { extractEmails } from "./extract-emails.ts";
import { type ExtractedPage, extractHtml, extractPlainText } from "./extract-page.ts";
import type { FetchedDocument } from "./fetch-document.ts";
import { createGuardedDispatcher } from "./guarded-dispatcher.ts";
import type { PageKind } from "./page-keywords.ts";
import { pickPages } from "./pick-pages.ts";
import { readWebsite } from "./read-website.ts";
import { createRobotsCache } from "./robots-gate.ts";
import { plainUrl, siteName } from "./site-name.ts";
import { createSiteVisit, failedPage, type SiteVisit } from "./site-visit.ts";

/** How company sites are crawled. */
export interface CrawlSettings {
  /** Sent with every request: a product token, a version and an address to complain to. */
  readonly userAgent: string;
  /** The least time between the starts of two requests to one registrable domain. */
  readonly domainMinIntervalMs: number;
  /** The longest one request may take, its body included. */
  readonly timeoutMs: number;
  /** The longest one company may take, all waits included; default: `timeoutMs` for each page and two more. */
  readonly companyTimeoutMs?: number;
  /** Pages read of one site, the home page included. */
  readonly maxPages: number;
  /** After decompression; a larger page is refused. */
  readonly maxBytesPerPage: number;
  /** Followed per page. */
  readonly maxRedirects: number;
  /** The length of the corpus, in UTF-16 units. */
  readonly corpusCharLimit: number;
  /** True lets addresses off the public internet through: for tests and demos only. */
  readonly allowPrivate: boolean;
  /** An HTTP proxy for all requests; it must keep out private addresses that names resolve to. */
  readonly proxyUrl?: string;
}

export interface Crawler {
  /** Reads a company's site. Never rejects for what a site does. */
  crawl(website: string, options: { signal?: AbortSignal; traceId: string }): Promise<CrawlResult>;
  /** Closes idle connections after the requests in flight. */
  close(): Promise<void>;
}

/** A page with so little text on the whole site is an empty shell, filled by JavaScript. */
const MIN_TEXT_CHARS = 50;

/** When https fails like this for a website given without a scheme, http is tried. */
const TRY_HTTP: ReadonlySet<CrawlErrorCode> = new Set(["refused", "tls", "timeout", "network", "proxy"]);

/** After these the rest of a site is left alone: it asked for it, or would fail alike. */
const ENDS_VISIT: ReadonlySet<CrawlErrorCode> = new Set([
  "rate_limited",
  "aborted",
  "dns",
  "refused",
  "proxy",
]);

interface ReadPage {
  readonly document: FetchedDocument;
  readonly extracted: ExtractedPage;
  readonly kind: PageKind;
}

/** Crawls company sites: polite, bounded, deterministic, and never inside our own network. */
export function createCrawler(deps: {
  settings: CrawlSettings;
  limiter: DomainLimiter;
  clock: Clock;
  /** Resolves names; the system's resolver by default. */
  lookup?: LookupFunction;
}): Crawler {
  const { settings, limiter, clock } = deps;
  const dispatcher = createGuardedDispatcher(settings, deps.lookup);
  const robots = createRobotsCache(clock);
  const companyTimeoutMs = settings.companyTimeoutMs ?? settings.timeoutMs * (settings.maxPages + 2);

  async function crawlSite(homes: readonly URL[], signal: AbortSignal): Promise<CrawlResult> {
    const visit = createSiteVisit({ settings, limiter, clock, dispatcher, robots }, signal);
    const failedPages: FailedPage[] = [];
    const report = (): FailedPage[] => [...visit.failedRobots, ...failedPages];
    let failure = new CrawlFailure("invalid_url");
    for (const home of homes) {
      try {
        const document = await visit.fetchHome(home);
        const first = { document, extracted: extract(document), kind: "home" as const };
        const pages = [first, ...(await readFurtherPages(first, visit, failedPages))];
        return summarise(home, pages, report());
      } catch (error) {
        failure = readCrawlFailure(error);
        if (failure.code === "robots_disallowed") {
          return {
            outcome: "blocked",
            reason: "robots",
            finalDomain: siteName(home.hostname),
            failedPages: report(),
          };
        }
        failedPages.push(failedPage(home, failure));
        if (!TRY_HTTP.has(failure.code) || signal.aborted) break;
      }
    }
    return { outcome: "error", errorCode: failure.code, failedPages: report() };
  }

  /** Reads the best pages the home page links to; a page that fails does not spoil the others. */
  async function readFurtherPages(
    home: ReadPage,
    visit: SiteVisit,
    failedPages: FailedPage[],
  ): Promise<ReadPage[]> {
    const site = siteName(home.document.url.hostname);
    const picked = await pickAllowed(home, visit);
    const seen = new Set([plainUrl(home.document.url)]);
    const pages: ReadPage[] = [];
    for (const { url: href, kind } of picked) {
      const url = new URL(href);
      try {
        const document = await visit.fetchPage(url, site);
        const foundAt = plainUrl(document.url);
        if (seen.has(foundAt)) continue;
        seen.add(foundAt);
        pages.push({ document, extracted: extract(document), kind });
      } catch (error) {
        const failed = failedPage(url, error);
        failedPages.push(failed);
        if (ENDS_VISIT.has(failed.errorCode)) break;
      }
    }
    return pages;
  }

  /** Picks among the pages that robots.txt lets us read. */
  async function pickAllowed(home: ReadPage, visit: SiteVisit) {
    const limit = settings.maxPages - 1;
    const banned = new Set<string>();
    for (;;) {
      const links = home.extracted.links.filter(({ url }) => !banned.has(plainUrl(new URL(url))));
      const picked = pickPages(home.document.url, links, limit);
      const refused: string[] = [];
      for (const { url } of picked) if (!(await visit.mayRead(new URL(url)))) refused.push(url);
      if (refused.length === 0) return picked;
      for (const url of refused) banned.add(url);
    }
  }

  function summarise(home: URL, pages: readonly ReadPage[], failedPages: readonly FailedPage[]): CrawlResult {
    const textLength = pages.reduce((sum, { extracted }) => sum + extracted.text.length, 0);
    if (textLength < MIN_TEXT_CHARS) return { outcome: "error", errorCode: "empty", failedPages };
    const finalDomain = siteName(pages[0]?.document.url.hostname ?? home.hostname);
    const corpus = buildCorpus(pages.map(toCorpusPage), settings.corpusCharLimit);
    return {
      outcome: "success",
      pages: pages.map(toCrawledPage),
      corpus,
      contentHash: hashCorpus(corpus),
      emails: extractEmails(
        pages.flatMap(({ extracted }) => extracted.emailSources),
        [finalDomain, siteName(home.hostname)],
      ),
      finalDomain,
      failedPages,
    };
  }

  return {
    async crawl(website, { signal }) {
      const homes = readWebsite(website);
      const limit = AbortSignal.timeout(companyTimeoutMs);
      const result = await crawlSite(homes, signal === undefined ? limit : AbortSignal.any([signal, limit]));
      return signal?.aborted === true
        ? { outcome: "error", errorCode: "aborted", failedPages: result.failedPages }
        : result;
    },
    close: () => dispatcher.close(),
  };
}

function extract({ bytes, charset, contentType, url }: FetchedDocument): ExtractedPage {
  try {
    return contentType === "text/plain" ? extractPlainText(bytes, charset) : extractHtml(bytes, charset, url);
  } catch (cause) {
    throw new CrawlFailure("malformed", { cause });
  }
}

function toCorpusPage({ document, extracted, kind }: ReadPage): CorpusPage {
  const { title, description, text } = extracted;
  return { kind, url: plainUrl(document.url), title, description, text };
}

function toCrawledPage({ document, extracted, kind }: ReadPage): CrawledPage {
  return {
    url: plainUrl(document.url),
    kind,
    title: extracted.title,
    text: extracted.text,
    status: document.status,
    bytes: document.bytes.length,
    durationMs: document.durationMs,
  };
}
