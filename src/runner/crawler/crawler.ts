import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import type { CrawledPage, CrawlResult, FailedPage } from "./crawl-result.ts";
import type { CrawlSettings } from "./crawl-settings.ts";
import type { DomainLimiter } from "./domain-limiter.ts";
import { type CrawlErrorCode, CrawlFailure } from "./fetching/crawl-failure.ts";
import { createGuardedDispatcher, createGuardedLookup } from "./fetching/create-guarded-dispatcher.ts";
import { hashCorpus } from "./hash-corpus.ts";
import { buildCorpus, type CorpusPage } from "./pages/build-corpus.ts";
import { extractEmails } from "./pages/extract-emails.ts";
import { plainUrl, siteName } from "./pages/picking/site-name.ts";
import { isParkedPage, type ReadPage, readSite } from "./read-site.ts";
import { isWwwOf, readStartUrls } from "./read-start-urls.ts";
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

/** After one of these the next of a website's addresses is tried: https failed, or the bare domain. */
const TRY_NEXT: ReadonlySet<CrawlErrorCode> = new Set([
  "dns",
  "refused",
  "tls",
  "timeout",
  "network",
  "proxy",
]);

/** Crawls company sites: polite, bounded, deterministic, and never inside our own network. */
export function createCrawler(deps: {
  settings: CrawlSettings;
  limiter: DomainLimiter;
  clock: Clock;
  /** Resolves names; the system's resolver by default. */
  lookup?: LookupFunction;
}): Crawler {
  const { settings, limiter, clock } = deps;
  const systemOrGiven = deps.lookup ?? systemLookup;
  const dispatcher = createGuardedDispatcher(settings, systemOrGiven);
  const lookup = settings.allowPrivate ? systemOrGiven : createGuardedLookup(systemOrGiven);
  const robots = createRobotsCache(() => clock().getTime());
  const companyTimeoutMs =
    settings.companyTimeoutMs ??
    (settings.timeoutMs + settings.domainMinIntervalMs) * (settings.maxPages + 2);

  async function crawlSite(
    homes: readonly URL[],
    maxPages: number,
    signal: AbortSignal,
  ): Promise<CrawlResult> {
    const visit = createSiteVisit({ settings, limiter, clock, dispatcher, lookup, robots }, signal);
    const failedHomes: FailedPage[] = [];
    const [written] = homes;
    /** A name that does not resolve does so for http neither. */
    const unresolved = new Set<string>();
    let errorCode: CrawlErrorCode | null = null;
    for (const home of homes) {
      if (unresolved.has(home.hostname)) continue;
      if (errorCode !== null && !isWorthTrying(home, homes, errorCode)) continue;
      try {
        const { pages, failedPages } = await readSite(home, visit, maxPages);
        return await summarize(home, pages, [...visit.failedRobots, ...failedHomes, ...failedPages]);
      } catch (error) {
        if (!(error instanceof CrawlFailure)) throw error;
        if (error.code === "robots_disallowed") {
          const failedPages = [...visit.failedRobots, ...failedHomes];
          return { outcome: "blocked", reason: "robots", finalDomain: siteName(home.hostname), failedPages };
        }
        failedHomes.push(failedPage(home, error));
        if (error.code === "dns") unresolved.add(home.hostname);
        // That there is no `www.` either says less than what is wrong with the bare domain.
        if (error.code !== "dns" || !isWwwOf(home, written)) errorCode = error.code;
        if (!TRY_NEXT.has(error.code) || signal.aborted) break;
      }
    }
    const failedPages = [...visit.failedRobots, ...failedHomes];
    return { outcome: "error", errorCode: errorCode ?? "invalid_url", failedPages };
  }

  async function summarize(
    home: URL,
    pages: readonly ReadPage[],
    failedPages: readonly FailedPage[],
  ): Promise<CrawlResult> {
    const textLength = pages.reduce((sum, { extracted }) => sum + extracted.text.length, 0);
    const [first] = pages;
    if (first !== undefined && isParkedPage(first)) {
      return { outcome: "parked", finalDomain: siteName(first.document.url.hostname), failedPages };
    }
    if (textLength < MIN_TEXT_CHARS) return { outcome: "error", errorCode: "empty", failedPages };
    const finalDomain = siteName(pages[0]?.document.url.hostname ?? home.hostname);
    const corpus = buildCorpus(pages.map(toCorpusPage), settings.corpusCharLimit);
    return {
      outcome: "success",
      pages: pages.map(toCrawledPage),
      corpus,
      corpusHash: hashCorpus(corpus),
      emails: await extractEmails(
        pages.flatMap(({ extracted }) => extracted.emailSources),
        [finalDomain, siteName(home.hostname)],
        setImmediate,
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

/**
 * Whether another address may do better, by what was wrong with the one before. `www.` is tried for a bare domain that does
 * not resolve, and for one written without a scheme whatever is wrong with the site.
 */
function isWorthTrying(home: URL, homes: readonly URL[], errorCode: CrawlErrorCode): boolean {
  const [written] = homes;
  if (!isWwwOf(home, written)) return true;
  const hasScheme = homes.every(({ protocol }) => protocol === written?.protocol);
  return errorCode === "dns" || (!hasScheme && errorCode !== "proxy");
}

function toCorpusPage({ document, extracted, kind }: ReadPage): CorpusPage {
  const { title, description, facts, text } = extracted;
  return { kind, url: plainUrl(document.url), title, description, facts, text };
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
