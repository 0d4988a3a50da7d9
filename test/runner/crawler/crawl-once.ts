import { systemClock } from "../../../src/clock.ts";
import type { CrawlResult } from "../../../src/runner/crawler/crawl-result.ts";
import type { CrawlSettings } from "../../../src/runner/crawler/crawl-settings.ts";
import { createCrawler } from "../../../src/runner/crawler/crawler.ts";
import { patience } from "../../support/patience.ts";
import { type Answer, type SiteServer, startSites } from "./site-server.ts";

export const SETTINGS: CrawlSettings = {
  userAgent: "ExampleBot/1.0 (+https://bot.example/)",
  domainMinIntervalMs: 0,
  timeoutMs: patience(2_000),
  maxPages: 6,
  maxBytesPerPage: 100_000,
  maxRedirects: 3,
  corpusCharLimit: 10_000,
  allowPrivate: true,
};

export const ROBOTS_ALL: Answer = "User-agent: *\nDisallow:";

/** A crawl that is over, with what it asked for on the way. */
export interface CrawlOnce {
  readonly result: CrawlResult;
  /** `success`, `blocked` or the error code. */
  readonly word: string;
  readonly server: SiteServer;
  /** The turns taken at the limiter. */
  readonly taken: readonly { domain: string; minIntervalMs: number }[];
}

/**
 * Starts the sites (keys `host/path`), crawls one of them through them as a proxy (or, `direct`, the site `self` at the
 * address that stands for `SELF`), and closes everything.
 */
export async function crawlOnce(
  sites: Readonly<Record<string, Answer>>,
  website: string,
  options: {
    settings?: Partial<CrawlSettings>;
    tunnels?: Record<string, string>;
    signal?: AbortSignal;
    direct?: boolean;
    onTake?: (count: number) => void;
  } = {},
): Promise<CrawlOnce> {
  const server = await startSites(sites, options.tunnels);
  const taken: { domain: string; minIntervalMs: number }[] = [];
  const crawler = createCrawler({
    settings: {
      ...SETTINGS,
      ...(options.direct === true ? {} : { proxyUrl: server.origin }),
      ...options.settings,
    },
    clock: systemClock,
    limiter: {
      async take(domain, minIntervalMs, signal) {
        signal?.throwIfAborted();
        taken.push({ domain, minIntervalMs });
        options.onTake?.(taken.length);
      },
    },
  });
  try {
    const result = await crawler.crawl(website.replace("SELF", server.origin), {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    return { result, word: result.outcome === "error" ? result.errorCode : result.outcome, server, taken };
  } finally {
    await server.close();
    await crawler.close();
  }
}

/** The crawl's result, which must be a success. */
export function expectSuccess({ result }: CrawlOnce) {
  if (result.outcome !== "success") throw new Error(`expected success, got ${JSON.stringify(result)}`);
  return result;
}
