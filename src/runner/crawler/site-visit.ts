import type { FailedPage } from "./crawl-result.ts";
import type { DomainLimiter } from "./domain-limiter.ts";
import { createCookieJar } from "./fetching/cookie-jar.ts";
import { CrawlFailure, readCrawlFailure } from "./fetching/crawl-failure.ts";
import { type FetchDependencies, type FetchedDocument, fetchDocument } from "./fetching/fetch-document.ts";
import { plainUrl, rateDomain, siteName } from "./pages/picking/site-name.ts";
import { fetchRobots, type RobotsAnswer } from "./robots/fetch-robots.ts";
import type { RobotsCache } from "./robots/robots-cache.ts";
import { ROBOTS_MAX_BYTES } from "./robots/robots-rules.ts";

const PAGE_TYPES = ["text/html", "application/xhtml+xml", "text/plain"];
/** RFC 9309, 2.3.1.2: at least five are followed, across hosts too. */
const ROBOTS_REDIRECTS = 5;

export interface VisitSettings {
  readonly domainMinIntervalMs: number;
  readonly maxBytesPerPage: number;
  readonly maxRedirects: number;
}

export interface VisitDependencies extends FetchDependencies {
  readonly settings: FetchDependencies["settings"] & VisitSettings;
  readonly limiter: DomainLimiter;
  readonly robots: RobotsCache;
}

/** One crawl of one site: every request waits its turn, and pages are checked against robots.txt first. */
export interface SiteVisit {
  /** The home page; redirects may lead to another site. */
  fetchHome(url: URL): Promise<FetchedDocument>;
  /** A further page; redirects must stay on `site`. */
  fetchPage(url: URL, site: string): Promise<FetchedDocument>;
  /** True if robots.txt allows it. */
  mayRead(url: URL): Promise<boolean>;
  /** The robots.txt files that could not be fetched. */
  readonly failedRobots: readonly FailedPage[];
}

export function createSiteVisit(deps: VisitDependencies, signal: AbortSignal): SiteVisit {
  const { settings, limiter, robots } = deps;
  const answers = new Map<string, RobotsAnswer>();
  const failedRobots: FailedPage[] = [];
  const cookies = createCookieJar();

  async function takeTurn(url: URL, crawlDelayMs: number): Promise<void> {
    const intervalMs = Math.max(settings.domainMinIntervalMs, crawlDelayMs);
    try {
      await limiter.take(rateDomain(url.hostname), intervalMs, signal);
    } catch (error) {
      // A failing limiter is not the site's fault.
      throw signal.aborted ? readCrawlFailure(error, signal) : error;
    }
  }

  async function askRobots(origin: string): Promise<RobotsAnswer> {
    const known = answers.get(origin) ?? robots.read(origin);
    if (known !== undefined) return known;
    const answer = await fetchRobots(origin, settings.userAgent, (url) =>
      fetchDocument(
        {
          url,
          maxRedirects: ROBOTS_REDIRECTS,
          maxBytes: ROBOTS_MAX_BYTES,
          cookies,
          beforeRequest: (hopUrl) => takeTurn(hopUrl, 0),
          signal,
        },
        deps,
      ),
    );
    answers.set(origin, answer);
    if (answer.kind === "rules") robots.keep(origin, answer);
    else failedRobots.push(failedPage(new URL("/robots.txt", origin), answer.failure));
    return answer;
  }

  async function fetchAllowed(url: URL, isWithin: (hopUrl: URL) => boolean): Promise<FetchedDocument> {
    return await fetchDocument(
      {
        url,
        maxRedirects: settings.maxRedirects,
        maxBytes: settings.maxBytesPerPage,
        cookies,
        contentTypes: PAGE_TYPES,
        async beforeRequest(hopUrl, hop) {
          if (!isWithin(hopUrl)) throw new CrawlFailure("redirect_offsite");
          const answer = await askRobots(hopUrl.origin);
          if (answer.kind === "unreachable") {
            const isPrivate = hop > 0 && answer.code === "address_refused";
            throw new CrawlFailure(isPrivate ? "redirect_private" : answer.code, { cause: answer.failure });
          }
          if (!answer.rules.allows(hopUrl)) throw new CrawlFailure("robots_disallowed");
          await takeTurn(hopUrl, answer.rules.crawlDelayMs);
        },
        signal,
      },
      deps,
    );
  }

  return {
    failedRobots,
    fetchHome: (url) => fetchAllowed(url, () => true),
    fetchPage: (url, site) => fetchAllowed(url, (hopUrl) => siteName(hopUrl.hostname) === site),
    async mayRead(url) {
      const answer = await askRobots(url.origin);
      return answer.kind === "rules" && answer.rules.allows(url);
    },
  };
}

/** How a failed page is reported. */
export function failedPage(url: URL, { code, status }: CrawlFailure): FailedPage {
  return { url: plainUrl(url), errorCode: code, ...(status === undefined ? {} : { status }) };
}
