import { errors } from "undici";
import { errorCode, NightshiftError } from "../../../errors.ts";

/**
 * Why a site or a page could not be read:
 * `dns` the name does not resolve · `refused` nothing listens there · `network` cut off or unreachable · `tls` the certificate
 * or handshake · `timeout` over a time limit · `http_4xx` `http_5xx` the site's answer · `rate_limited` HTTP 429 ·
 * `challenge` a page that lets browsers pass and stops programs ("Just a moment...") · `too_complex` over a bound on what
 * it takes to read: elements, attributes, depth · `content_type` not a page of text · `malformed` not what its headers claim · `redirect_loop`
 * a circle or too many hops · `redirect_offsite` a page that leads to another company's site · `redirect_private`
 * `address_refused` an address that is not on the public internet ·
 * `robots_disallowed` robots.txt keeps us out · `robots_unreachable` robots.txt could not be had, which RFC 9309 reads
 * as "keep out" · `empty` no text without JavaScript · `invalid_url` · `proxy` the egress proxy's own failure ·
 * `aborted` the run was stopped.
 */
export type CrawlErrorCode =
  | "dns"
  | "refused"
  | "network"
  | "tls"
  | "timeout"
  | "http_4xx"
  | "http_5xx"
  | "rate_limited"
  | "challenge"
  | "too_complex"
  | "content_type"
  | "malformed"
  | "redirect_loop"
  | "redirect_offsite"
  | "redirect_private"
  | "address_refused"
  | "robots_disallowed"
  | "robots_unreachable"
  | "empty"
  | "invalid_url"
  | "proxy"
  | "aborted";

/** A crawler request that failed. `code` says how; it ends up in a result and is never thrown to the caller. */
export class CrawlFailure extends NightshiftError {
  readonly code: CrawlErrorCode;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(code: CrawlErrorCode, options?: { status?: number; cause?: unknown }) {
    super(`Crawling failed: ${code}`, { cause: options?.cause });
    this.code = code;
    this.status = options?.status;
  }
}

const BY_CODE: Readonly<Record<string, CrawlErrorCode>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_NODATA: "dns",
  EAI_NONAME: "dns",
  EAI_FAIL: "dns",
  ENODATA: "dns",
  ESERVFAIL: "dns",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_PRX_CONN: "proxy",
  UND_ERR_PRX_TLS: "proxy",
  UND_ERR_HEADERS_OVERFLOW: "malformed",
  UND_ERR_INVALID_ARG: "proxy", // undici's code for a proxy that wants a password (HTTP 407)
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "malformed",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "malformed",
  EPROTO: "tls",
  CERT_HAS_EXPIRED: "tls",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls",
  SELF_SIGNED_CERT_IN_CHAIN: "tls",
  HOSTNAME_MISMATCH: "tls",
};

const BY_PREFIX: readonly (readonly [prefix: string, code: CrawlErrorCode])[] = [
  ["ERR_TLS_", "tls"],
  ["ERR_SSL_", "tls"],
  ["CERT_", "tls"],
  ["UNABLE_TO_", "tls"],
  ["HPE_", "malformed"],
  ["Z_", "malformed"],
  ["ERR_BROTLI_", "malformed"],
  ["ERR__ERROR_FORMAT", "malformed"],
];

/** Turns whatever Node, undici or zlib threw during a request into a crawl failure; anything unknown is `network`. */
export function readCrawlFailure(error: unknown, signal: AbortSignal): CrawlFailure {
  if (error instanceof CrawlFailure) return error;
  if (signal.aborted)
    return new CrawlFailure(isTimeout(signal.reason) ? "timeout" : "aborted", { cause: error });
  if (isTimeout(error)) return new CrawlFailure("timeout", { cause: error });
  if (error instanceof errors.HTTPParserError) return new CrawlFailure("malformed", { cause: error });
  const code = errorCode(error);
  const known = BY_CODE[code] ?? BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (known !== undefined) return new CrawlFailure(known, { cause: error });
  return error instanceof Error && error.cause instanceof Error
    ? readCrawlFailure(error.cause, signal)
    : new CrawlFailure("network", { cause: error });
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "TimeoutError";
}
