import type { Environment } from "../../config/environment.ts";
import { VERSION } from "../../version.ts";
import type { CrawlSettings } from "./crawl-company.ts";

const PAGES_A_SITE = 6;
const MAX_PAGE_BYTES = 2_000_000;

/** How web sites are read, by what the environment says. */
export function crawlSettings(environment: Environment): CrawlSettings {
  return {
    userAgent: `nightshift/${VERSION} (+${environment.PUBLIC_URL ?? "https://example.com/nightshift-crawler"})`,
    domainMinIntervalMs: environment.CRAWLER_DOMAIN_MIN_INTERVAL_S * 1_000,
    timeoutMs: environment.CRAWLER_TIMEOUT_S * 1_000,
    maxPages: PAGES_A_SITE,
    maxBytesPerPage: MAX_PAGE_BYTES,
    maxRedirects: 5,
    corpusCharLimit: environment.EXTRACT_CORPUS_CHAR_LIMIT,
    allowPrivate: environment.CRAWLER_ALLOW_PRIVATE,
    ...(environment.CRAWLER_PROXY_URL !== undefined && { proxyUrl: environment.CRAWLER_PROXY_URL }),
  };
}
