import { type CrawlErrorCode, CrawlFailure } from "../fetching/crawl-failure.ts";
import type { FetchedDocument } from "../fetching/fetch-document.ts";
import { ALLOW_ALL, ROBOTS_MAX_BYTES, type RobotsRules, readRobotsRules } from "./robots-rules.ts";

/** An origin's robots.txt: its rules, or why it could not be fetched. */
export type RobotsAnswer =
  | { readonly kind: "rules"; readonly rules: RobotsRules }
  | { readonly kind: "unreachable"; readonly code: CrawlErrorCode; readonly failure: CrawlFailure };

/** Failures of the host itself, which its pages would hit too: more useful than "robots.txt unreachable". */
const HOST_FAILURES: ReadonlySet<CrawlErrorCode> = new Set([
  "dns",
  "refused",
  "tls",
  "timeout",
  "rate_limited",
  "redirect_private",
  "address_refused",
  "proxy",
  "aborted",
]);

/**
 * Fetches and reads an origin's robots.txt by RFC 9309, 2.3.1: 4xx, and more than five redirects, allow everything;
 * 5xx and a host that cannot be reached forbid everything. HTTP 429 asks us to stay away, so it forbids everything too.
 */
export async function fetchRobots(
  origin: string,
  userAgent: string,
  fetch: (url: URL) => Promise<FetchedDocument>,
): Promise<RobotsAnswer> {
  const robotsUrl = new URL("/robots.txt", origin);
  try {
    const { bytes } = await fetch(robotsUrl);
    const text = new TextDecoder().decode(bytes);
    // A truncated line means something else: `/` is not `/private`.
    const lastEnd = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
    const whole = bytes.length < ROBOTS_MAX_BYTES ? text : text.slice(0, lastEnd + 1);
    return { kind: "rules", rules: readRobotsRules(whole, userAgent) };
  } catch (error) {
    if (!(error instanceof CrawlFailure)) throw error;
    if (error.code === "http_4xx" || error.code === "redirect_loop")
      return { kind: "rules", rules: ALLOW_ALL };
    const code = HOST_FAILURES.has(error.code) ? error.code : "robots_unreachable";
    return { kind: "unreachable", code, failure: error };
  }
}
