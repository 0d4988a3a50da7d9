import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";

/** A request that is tried again with a parser that forgives. */
export interface LenientRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly maxHeaderBytes: number;
  /** Resolves names, private addresses left out. */
  readonly lookup: LookupFunction;
  /** Absent for a direct connection. */
  readonly proxyUrl?: string;
}

/**
 * Makes one request as browsers do: lines may end in LF alone, a length may come along with chunks, odd characters may be
 * in headers. The connection is closed afterwards, so nothing that follows can be mistaken for another answer. Null for
 * https through a proxy, which needs a tunnel.
 */
export function requestLeniently(order: LenientRequest): Promise<IncomingMessage> | null {
  const { url, headers, signal, maxHeaderBytes, lookup, proxyUrl } = order;
  const options = {
    headers: { ...headers, connection: "close" },
    signal,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: true,
    agent: false,
  } as const;
  if (proxyUrl !== undefined) {
    if (url.protocol === "https:") return null;
    const proxy = new URL(proxyUrl);
    return answerOf(
      httpRequest(proxy, { ...options, path: url.href, headers: { ...options.headers, host: url.host } }),
    );
  }
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return answerOf(request(url, { ...options, lookup }));
}

function answerOf(request: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once("response", resolve).once("error", reject).end();
  return promise;
}
