import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer of a stand-in site: a page, or whatever the function writes. */
export type Answer = string | ((response: ServerResponse, request: IncomingMessage) => void);

/** Stand-in sites on 127.0.0.1, reached directly or as a proxy for any host name. */
export interface SiteServer {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** Every request as `host path`, in order of arrival. */
  readonly requests: readonly string[];
  readonly lastHeaders: () => IncomingMessage["headers"];
  close(): Promise<void>;
}

/**
 * Serves `sites` by `host/path` (the host is `self` for requests that come directly); anything else is a 404.
 * CONNECT (https through a proxy) is answered by `tunnels`: 502 with that word in `x-proxy-error`, or without one.
 */
export async function startSites(
  sites: Readonly<Record<string, Answer>>,
  tunnels: Readonly<Record<string, string>> = {},
): Promise<SiteServer> {
  const requests: string[] = [];
  let lastHeaders: IncomingMessage["headers"] = {};
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "/", "http://self");
    requests.push(`${url.host} ${url.pathname}${url.search}`);
    lastHeaders = request.headers;
    const answer = sites[`${url.host}${url.pathname}`];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === "string") response.setHeader("content-type", "text/html").end(answer);
    else answer(response, request);
  };
  const server = createServer(listener);
  server.on("connect", (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    const word = tunnels[request.url ?? ""];
    socket.end(
      `HTTP/1.1 502 Bad Gateway\r\n${word === undefined ? "" : `x-proxy-error: ${word}\r\n`}connection: close\r\n\r\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // listen() on a TCP port has an AddressInfo; only a pipe has a string.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    lastHeaders: () => lastHeaders,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A page with enough text to count as one. */
export function page(body: string, title = "Acme"): string {
  return `<html><head><title>${title}</title></head><body>${body}<p>${"Acme makes pumps for water works. ".repeat(3)}</p></body></html>`;
}

export function redirectTo(location: string): Answer {
  return (response) => response.writeHead(302, { location }).end();
}
