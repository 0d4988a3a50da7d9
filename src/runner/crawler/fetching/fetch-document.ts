import { type Dispatcher, request } from "undici";
import type { Clock } from "../../../clock.ts";
import { CrawlFailure, readCrawlFailure } from "./crawl-failure.ts";
import { isRefusedHost } from "./is-refused-address.ts";
import { ACCEPTED_ENCODINGS, readPageBody } from "./read-page-body.ts";
import { readProxyFailure } from "./read-proxy-failure.ts";

/** What fetching needs from its surroundings. */
export interface FetchDependencies {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly settings: {
    readonly userAgent: string;
    readonly timeoutMs: number;
    readonly allowPrivate: boolean;
    readonly proxyUrl?: string;
  };
}

/** One document to fetch. */
export interface FetchOrder {
  readonly url: URL;
  readonly maxRedirects: number;
  readonly maxBytes: number;
  readonly whenLarger: "fail" | "truncate";
  /** The media types that are accepted; any when left out. */
  readonly contentTypes?: readonly string[];
  /** Runs before each request, redirects included: waits for its turn, or throws if the page must not be fetched. */
  readonly beforeRequest: (url: URL, hop: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface FetchedDocument {
  /** Where the document was found, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** The media type in lower case, without parameters; null when the server sent none. */
  readonly contentType: string | null;
  readonly charset: string | undefined;
  /** Decompressed. */
  readonly bytes: Buffer;
  /** Time spent in requests, without the waits before them. */
  readonly durationMs: number;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Fetches a document, following redirects by hand so that each hop is guarded. What fails is a `CrawlFailure`, or what
 * `beforeRequest` threw. */
export async function fetchDocument(order: FetchOrder, deps: FetchDependencies): Promise<FetchedDocument> {
  const visited = new Set<string>();
  let url = order.url;
  let durationMs = 0;
  for (let hop = 0; hop <= order.maxRedirects; hop += 1) {
    guardUrl(url, hop, deps.settings.allowPrivate);
    visited.add(url.href);
    await order.beforeRequest(url, hop);
    const startedAt = deps.clock().getTime();
    let answer: Answer;
    try {
      answer = await requestOnce(url, order, deps);
    } catch (error) {
      throw readRequestFailure(error, hop, order.signal, deps.settings.proxyUrl !== undefined);
    }
    durationMs += deps.clock().getTime() - startedAt;
    if (answer.kind === "document") return { ...answer, url, durationMs };
    url = readLocation(answer.location, url);
    if (visited.has(url.href)) break;
  }
  throw new CrawlFailure("redirect_loop");
}

type Answer =
  | ({ kind: "document" } & Pick<FetchedDocument, "status" | "contentType" | "charset" | "bytes">)
  | { kind: "redirect"; location: string };

async function requestOnce(url: URL, order: FetchOrder, deps: FetchDependencies): Promise<Answer> {
  const { settings } = deps;
  const { statusCode, headers, body } = await request(url, {
    dispatcher: deps.dispatcher,
    signal: AbortSignal.any([order.signal, AbortSignal.timeout(settings.timeoutMs)]),
    // No traceparent: our trace is none of these servers' business.
    headers: {
      "user-agent": settings.userAgent,
      accept: "text/html,application/xhtml+xml,text/plain;q=0.8",
      "accept-language": "en,*;q=0.5",
      "accept-encoding": ACCEPTED_ENCODINGS,
    },
  });
  const discard = (): void => void body.on("error", () => undefined).destroy();
  const { location } = headers;
  if (REDIRECTS.has(statusCode) && typeof location === "string") {
    discard();
    return { kind: "redirect", location };
  }
  const failure =
    (settings.proxyUrl === undefined ? null : readProxyFailure(statusCode, headers)) ??
    readStatus(statusCode);
  if (failure !== null) {
    discard();
    throw failure;
  }
  const { contentType, charset } = readContentType(firstOf(headers["content-type"]));
  const isWanted =
    order.contentTypes === undefined || contentType === null || order.contentTypes.includes(contentType);
  const isTooLarge =
    order.whenLarger === "fail" && Number(firstOf(headers["content-length"])) > order.maxBytes;
  if (!isWanted || isTooLarge) {
    discard();
    throw new CrawlFailure(isWanted ? "too_large" : "content_type", { status: statusCode });
  }
  const bytes = await readPageBody(body, firstOf(headers["content-encoding"]), order);
  return { kind: "document", status: statusCode, contentType, charset, bytes };
}

function readRequestFailure(
  error: unknown,
  hop: number,
  signal: AbortSignal,
  isProxied: boolean,
): CrawlFailure {
  const failure = readCrawlFailure(error, signal);
  if (hop > 0 && failure.code === "address_refused") {
    return new CrawlFailure("redirect_private", { cause: failure });
  }
  // Behind a proxy, a socket that does not open was one to the proxy.
  const isOwnSocket =
    !(error instanceof CrawlFailure) && (failure.code === "dns" || failure.code === "refused");
  return isProxied && isOwnSocket ? new CrawlFailure("proxy", { cause: error }) : failure;
}

function guardUrl(url: URL, hop: number, allowPrivate: boolean): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new CrawlFailure("invalid_url");
  if (!allowPrivate && isRefusedHost(url.hostname)) {
    throw new CrawlFailure(hop === 0 ? "address_refused" : "redirect_private");
  }
}

function readLocation(location: string, from: URL): URL {
  const url = URL.parse(location, from.href);
  if (url === null) throw new CrawlFailure("malformed");
  url.hash = "";
  url.username = "";
  url.password = "";
  return url;
}

function readStatus(status: number): CrawlFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status === 429) return new CrawlFailure("rate_limited", { status });
  if (status >= 500) return new CrawlFailure("http_5xx", { status });
  if (status >= 400) return new CrawlFailure("http_4xx", { status });
  return new CrawlFailure("malformed", { status });
}

function readContentType(header: string | undefined): {
  contentType: string | null;
  charset: string | undefined;
} {
  if (header === undefined || header.trim() === "") return { contentType: null, charset: undefined };
  const contentType = header.split(";", 1).join("").trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*["']?([^\s"';,]+)/i.exec(header)?.[1];
  return { contentType, charset };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
