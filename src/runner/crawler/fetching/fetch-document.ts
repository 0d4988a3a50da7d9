import type { IncomingHttpHeaders } from "node:http";
import type { LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { type Dispatcher, request } from "undici";
import type { Clock } from "../../../clock.ts";
import { errorCode } from "../../../errors.ts";
import type { CookieJar } from "./cookie-jar.ts";
import { CrawlFailure, readCrawlFailure } from "./crawl-failure.ts";
import { hasChallengeHeader, isChallenge } from "./is-challenge.ts";
import { isRefusedHost } from "./is-refused-address.ts";
import { ACCEPTED_ENCODINGS, readPageBody } from "./read-page-body.ts";
import { readProxyFailure } from "./read-proxy-failure.ts";
import { requestLeniently } from "./request-leniently.ts";

/** What fetching needs from its surroundings. */
export interface FetchDependencies {
  readonly dispatcher: Dispatcher;
  /** Resolves names for requests that do not go through the dispatcher, private addresses left out. */
  readonly lookup: LookupFunction;
  readonly clock: Clock;
  readonly settings: {
    readonly userAgent: string;
    readonly timeoutMs: number;
    readonly allowPrivate: boolean;
    /** Allowed besides the usual ports of web sites. */
    readonly extraPorts?: readonly string[];
    readonly proxyUrl?: string;
  };
}

/** One document to fetch. */
export interface FetchOrder {
  readonly url: URL;
  readonly maxRedirects: number;
  /** After decompression; the rest of a longer document is left out. */
  readonly maxBytes: number;
  readonly cookies: CookieJar;
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
  /** The media type in lower case, without parameters; null when the server sent none that makes sense. */
  readonly contentType: string | null;
  readonly charset: string | undefined;
  /** The header that sends a reader on, as a `<meta>` of that name does. */
  readonly refresh: string | undefined;
  /** Decompressed. */
  readonly bytes: Buffer;
  /** Time spent in requests, without the waits before them. */
  readonly durationMs: number;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Long security policies make for long headers. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** Enough of a refusal to see who refuses. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Fetches a document, following redirects by hand so that each hop is guarded. What fails is a `CrawlFailure`, or what
 * `beforeRequest` threw. An address may come again when the site has set a cookie meanwhile.
 */
export async function fetchDocument(order: FetchOrder, deps: FetchDependencies): Promise<FetchedDocument> {
  const visited = new Set<string>();
  let url = order.url;
  let durationMs = 0;
  for (let hop = 0; hop <= order.maxRedirects; hop += 1) {
    guardUrl(url, hop, deps.settings);
    const state = `${url.href} ${order.cookies.headerFor(url)}`;
    if (visited.has(state)) break;
    visited.add(state);
    await order.beforeRequest(url, hop);
    const startedAt = deps.clock().getTime();
    let answer: Answer;
    try {
      answer = await askTwice(url, hop, order, deps);
    } catch (error) {
      throw readRequestFailure(error, hop, order.signal, deps.settings.proxyUrl !== undefined);
    }
    durationMs += deps.clock().getTime() - startedAt;
    if (answer.kind === "document") return { ...answer, url, durationMs };
    url = readLocation(answer.location, url);
  }
  throw new CrawlFailure("redirect_loop");
}

type Answer =
  | ({ kind: "document" } & Pick<FetchedDocument, "status" | "contentType" | "charset" | "refresh" | "bytes">)
  | { kind: "redirect"; location: string };

/** An answer before its body is read. */
interface Head {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** What breaks the rules of HTTP is asked for once more with a parser that forgives, as browsers are. */
async function askTwice(url: URL, hop: number, order: FetchOrder, deps: FetchDependencies): Promise<Answer> {
  const { settings, lookup } = deps;
  const signal = () => AbortSignal.any([order.signal, AbortSignal.timeout(settings.timeoutMs)]);
  const headers = requestHeaders(url, order, settings.userAgent);
  try {
    const head = await request(url, { dispatcher: deps.dispatcher, signal: signal(), headers });
    return await readAnswer(url, head, order, settings);
  } catch (error) {
    const failure = readCrawlFailure(error, order.signal);
    if (failure.code !== "malformed" || failure === error) throw error;
    const { proxyUrl } = settings;
    const again = {
      url,
      headers,
      signal: signal(),
      maxHeaderBytes: MAX_HEADER_BYTES,
      lookup,
      ...(proxyUrl !== undefined && { proxyUrl }),
    };
    if (isContentFault(error)) throw error;
    await order.beforeRequest(url, hop);
    const message = await requestLeniently(again);
    if (message === null) throw error;
    const { statusCode = 0, headers: answered } = message;
    return await readAnswer(url, { statusCode, headers: answered, body: message }, order, settings);
  }
}

/** What is wrong with the body's compression stays wrong. */
function isContentFault(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith("Z_") || code.startsWith("ERR_BROTLI_") || code.startsWith("ERR__ERROR_FORMAT");
}

function requestHeaders(url: URL, { cookies }: FetchOrder, userAgent: string): Record<string, string> {
  const cookie = cookies.headerFor(url);
  // No traceparent: our trace is none of these servers' business.
  return {
    "user-agent": userAgent,
    accept: "text/html,application/xhtml+xml,text/plain;q=0.8",
    "accept-language": "en,*;q=0.5",
    "accept-encoding": ACCEPTED_ENCODINGS,
    ...(cookie !== "" && { cookie }),
  };
}

async function readAnswer(
  url: URL,
  { statusCode: status, headers, body }: Head,
  order: FetchOrder,
  settings: FetchDependencies["settings"],
): Promise<Answer> {
  const discard = (): void => void body.on("error", () => undefined).destroy();
  order.cookies.keep(url, headers["set-cookie"]);
  const location = firstOf(headers.location);
  if (REDIRECTS.has(status) && location !== undefined) {
    discard();
    return { kind: "redirect", location };
  }
  const proxyFailure = settings.proxyUrl === undefined ? null : readProxyFailure(status, headers);
  const encoding = firstOf(headers["content-encoding"]);
  const failure = proxyFailure ?? readStatus(status);
  if (failure !== null) {
    const isWall =
      proxyFailure === null && (await isBotWall(status, { statusCode: status, headers, body }, encoding));
    discard();
    throw isWall ? new CrawlFailure("challenge", { status }) : failure;
  }
  if (hasChallengeHeader(headers)) {
    discard();
    throw new CrawlFailure("challenge", { status });
  }
  const { contentType, charset } = readContentType(firstOf(headers["content-type"]));
  if (order.contentTypes !== undefined && contentType !== null && !order.contentTypes.includes(contentType)) {
    discard();
    throw new CrawlFailure("content_type", { status });
  }
  const bytes = await readPageBody(body, encoding, order.maxBytes);
  return { kind: "document", status, contentType, charset, refresh: firstOf(headers["refresh"]), bytes };
}

/** Statuses with which services that stop programs answer them. */
const WALL_STATUSES: ReadonlySet<number> = new Set([401, 403, 405, 406, 429, 503]);

async function isBotWall(
  status: number,
  { headers, body }: Head,
  encoding: string | undefined,
): Promise<boolean> {
  if (hasChallengeHeader(headers)) return true;
  if (!WALL_STATUSES.has(status)) return false;
  try {
    const markup = (await readPageBody(body, encoding, MAX_REFUSAL_BYTES)).toString("latin1");
    return isChallenge(markup, markup.replace(/<[^<>]{0,2000}>/g, " ").replace(/\s+/g, " ").length / 4);
  } catch {
    // The status says enough without a body that can be read.
    return false;
  }
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

/** An empty port is the scheme's own. Other services, such as mail and databases, are none of a crawler's business. */
const WEB_PORTS: ReadonlySet<string> = new Set(["", "80", "443", "8080", "8443"]);

function guardUrl(url: URL, hop: number, settings: FetchDependencies["settings"]): void {
  const { allowPrivate, extraPorts = [] } = settings;
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new CrawlFailure("invalid_url");
  const isWebPort = WEB_PORTS.has(url.port) || extraPorts.includes(url.port);
  if (!allowPrivate && (!isWebPort || isRefusedHost(url.hostname))) {
    throw new CrawlFailure(hop === 0 ? "address_refused" : "redirect_private");
  }
}

function readLocation(location: string, from: URL): URL {
  const url = URL.parse(toUnicode(location), from.href);
  if (url === null) throw new CrawlFailure("malformed");
  url.hash = "";
  url.username = "";
  url.password = "";
  return url;
}

/** Servers write addresses in UTF-8 as they are, and headers are read as Latin-1. */
function toUnicode(header: string): string {
  if (!/[\x80-\xff]/.test(header) || /[^\0-\xff]/.test(header)) return header;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(header, "latin1"));
  } catch {
    return header;
  }
}

function readStatus(status: number): CrawlFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status === 429) return new CrawlFailure("rate_limited", { status });
  if (status >= 500) return new CrawlFailure("http_5xx", { status });
  if (status >= 400) return new CrawlFailure("http_4xx", { status });
  return new CrawlFailure("malformed", { status });
}

/** Anything else says nothing, and the document is looked at as if it had no type: so do browsers. */
const SAYS_A_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
const NO_TYPES: ReadonlySet<string> = new Set(["application/unknown", "unknown/unknown"]);

function readContentType(header: string | undefined): {
  contentType: string | null;
  charset: string | undefined;
} {
  if (header === undefined || header.trim() === "") return { contentType: null, charset: undefined };
  // Some servers say it twice: `text/html, text/html; charset=utf-8`.
  const named = (/[^;,\s]+/.exec(header)?.[0] ?? "").toLowerCase();
  const contentType = SAYS_A_TYPE.test(named) && !NO_TYPES.has(named) ? named : null;
  const charset = /[;,\s]charset\s{0,9}=\s{0,9}["']?([^\s"';,]{1,60})/i.exec(header)?.[1];
  return { contentType, charset };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
