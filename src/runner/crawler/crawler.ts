import type { LookupFunction } from "node:net";
import type { Clock } from "../../clock.ts";
import type { CrawledPage, CrawlResult, FailedPage } from "./crawl-result.ts";
import type { CrawlSettings } from "./crawl-settings.ts";
import type { DomainLimiter } from "./domain-limiter.ts";
import { type CrawlErrorCode, CrawlFailure } from "./fetching/crawl-failure.ts";
import { createGuardedDispatcher } from "./fetching/create-guarded-dispatcher.ts";
import { hashCorpus } from "./hash-corpus.ts";
import { buildCorpus, type CorpusPage } from "./pages/build-corpus.ts";
import { extractEmails } from "./pages/extract-emails.ts";
import { plainUrl, siteName } from "./pages/site-name.ts";
import { type ReadPage, readSite } from "./read-site.ts";
import { readStartUrls } from "./read-start-urls.ts";
import { createRobotsCache } from "./robots/robots-cache.ts";
import { createSiteVisit, failedPage } from "./site-visit.ts";

export interface Crawler {
  /**
   * Reads a company's site. Never rejects for what a site does; only for what the limiter throws. `traceId` belongs to
   * the caller's records: it is not sent to other people's servers. `maxPages` can only lower the setting.
   */
  crawl(
    website: string,
    options: { signal?: AbortSignal; traceId: string; maxPages?: number },
  ): Promise<CrawlResult>;
  /** Closes idle connections after the requests in flight. */
  close(): Promise<void>;
}

/** A site with less text than this is an empty shell, filled by JavaScript. */
const MIN_TEXT_CHARS = 50;

/** When https fails like this for a website given without a scheme, http is tried. */
const TRY_HTTP: ReadonlySet<CrawlErrorCode> = new Set(["refused", "tls", "timeout", "network", "proxy"]);

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
  const robots = createRobotsCache(() => clock().getTime());
  const companyTimeoutMs =
    settings.companyTimeoutMs ??
    (settings.timeoutMs + settings.domainMinIntervalMs) * (settings.maxPages + 2);

  async function crawlSite(
    homes: readonly URL[],
    maxPages: number,
    signal: AbortSignal,
  ): Promise<CrawlResult> {
    const visit = createSiteVisit({ settings, limiter, clock, dispatcher, robots }, signal);
    const failedHomes: FailedPage[] = [];
    let errorCode: CrawlErrorCode = "invalid_url";
    for (const home of homes) {
      try {
        const { pages, failedPages } = await readSite(home, visit, maxPages);
        return summarise(home, pages, [...visit.failedRobots, ...failedHomes, ...failedPages]);
      } catch (error) {
        if (!(error instanceof CrawlFailure)) throw error;
        errorCode = error.code;
        if (errorCode === "robots_disallowed") {
          const failedPages = [...visit.failedRobots, ...failedHomes];
          return { outcome: "blocked", reason: "robots", finalDomain: siteName(home.hostname), failedPages };
        }
        failedHomes.push(failedPage(home, error));
        if (!TRY_HTTP.has(errorCode) || signal.aborted) break;
      }
    }
    return { outcome: "error", errorCode, failedPages: [...visit.failedRobots, ...failedHomes] };
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
      corpusHash: hashCorpus(corpus),
      emails: extractEmails(
        pages.flatMap(({ extracted }) => extracted.emailSources),
        [finalDomain, siteName(home.hostname)],
      ),
      finalDomain,
      failedPages,
    };
  }

  return {
    async crawl(website, { signal, maxPages = settings.maxPages }) {
      const homes = readStartUrls(website);
      const limit = AbortSignal.timeout(companyTimeoutMs);
      const result = await crawlSite(
        homes,
        Math.min(maxPages, settings.maxPages),
        signal === undefined ? limit : AbortSignal.any([signal, limit]),
      );
      return signal?.aborted === true
        ? { outcome: "error", errorCode: "aborted", failedPages: result.failedPages }
        : result;
    },
    close: () => dispatcher.close(),
  };
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
