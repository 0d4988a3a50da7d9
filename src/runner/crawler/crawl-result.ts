import type { CrawlErrorCode } from "./fetching/crawl-failure.ts";
import type { PageKind } from "./pages/picking/page-kind.ts";

/** A page that was read. */
export interface CrawledPage {
  /** Without its query. */
  readonly url: string;
  readonly kind: PageKind;
  readonly title: string;
  readonly text: string;
  readonly status: number;
  /** After decompression, and cut at the limit. */
  readonly bytes: number;
  /** Time spent in requests, without the waits between them. */
  readonly durationMs: number;
}

/** A page, or a robots.txt, that could not be read. */
export interface FailedPage {
  /** Without its query. */
  readonly url: string;
  readonly errorCode: CrawlErrorCode;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
}

/**
 * What crawling a company's site produced. `blocked`: robots.txt keeps us out, `parked`:
 * the name is for sale, expired or without a site; neither is an error.
 */
export type CrawlResult =
  | {
      readonly outcome: "success";
      readonly pages: readonly CrawledPage[];
      /** The pages as one text, at most as long as the limit. */
      readonly corpus: string;
      /** SHA-256 (hex) of the corpus with its white space made equal. */
      readonly corpusHash: string;
      /** Addresses at the company's site or a webmail provider, lower-cased and sorted. */
      readonly emails: readonly string[];
      /** The site the company was found at, after redirects. */
      readonly finalDomain: string;
      readonly failedPages: readonly FailedPage[];
    }
  | {
      readonly outcome: "blocked";
      readonly reason: "robots";
      readonly finalDomain: string;
      readonly failedPages: readonly FailedPage[];
    }
  | {
      readonly outcome: "parked";
      readonly finalDomain: string;
      readonly failedPages: readonly FailedPage[];
    }
  | {
      readonly outcome: "error";
      readonly errorCode: CrawlErrorCode;
      readonly failedPages: readonly FailedPage[];
    };
