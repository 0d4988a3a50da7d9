import type { IncomingHttpHeaders } from "node:http";
import { type CrawlErrorCode, CrawlFailure } from "./crawl-failure.ts";

const CODES: Readonly<Record<string, CrawlErrorCode>> = {
  dns: "dns",
  refused: "refused",
  timeout: "timeout",
  tls: "tls",
  network: "network",
};

/**
 * What a proxy reports about the site behind it: HTTP 502 with `x-proxy-error: dns | refused | timeout | tls |
 * network`. Null without that header: the answer is then the site's own.
 */
export function readProxyFailure(status: number, headers: IncomingHttpHeaders): CrawlFailure | null {
  const word = headers["x-proxy-error"];
  if (status !== 502 || typeof word !== "string") return null;
  return new CrawlFailure(CODES[word] ?? "proxy");
}
