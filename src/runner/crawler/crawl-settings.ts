import type { Environment } from "../../config/environment.ts";
import { VERSION } from "../../version.ts";

/** How company sites are crawled. */
export interface CrawlSettings {
  /** Sent with every request: a product token, a version and an address to complain to. */
  readonly userAgent: string;
  /** The shortest time between the starts of two requests to one registrable domain. */
  readonly domainMinIntervalMs: number;
  /** The longest one request may take, its body included. */
  readonly timeoutMs: number;
  /**
   * The longest one company may take, waits included. Default: `timeoutMs` plus the interval, for two more requests than
   * there are pages.
   */
  readonly companyTimeoutMs?: number;
  /** How many pages of a site are read, the home page included. */
  readonly maxPages: number;
  /** After decompression; a larger page is refused. */
  readonly maxBytesPerPage: number;
  /** Followed per page. */
  readonly maxRedirects: number;
  /** The length of the corpus, in UTF-16 units. */
  readonly corpusCharLimit: number;
  /** True allows private addresses: for tests and demos only. */
  readonly allowPrivate: boolean;
  /** Allowed besides 80, 443, 8080 and 8443. */
  readonly extraPorts?: readonly string[];
  /** An HTTP proxy for all requests; it must keep out private addresses that names resolve to. */
  readonly proxyUrl?: string;
}

const PAGES_A_SITE = 6;
const MAX_PAGE_BYTES = 2_000_000;

/** The crawl settings that follow from the environment. */
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
    extraPorts: environment.CRAWLER_EXTRA_PORTS,
    ...(environment.CRAWLER_PROXY_URL !== undefined && { proxyUrl: environment.CRAWLER_PROXY_URL }),
  };
}
