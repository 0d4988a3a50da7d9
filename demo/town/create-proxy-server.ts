import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";

import { type HostFailure, readTarget, type SiteServer } from "./sites/site-server.ts";

/** The forward proxy in front of all sites: absolute-form requests, and tunnels to port 80. No site speaks TLS. */
export function createProxyServer(sites: SiteServer): Server {
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    if (!/^http:\/\//i.test(url)) {
      response.writeHead(400, { "content-type": "text/plain" });
      response.end("This is a proxy: ask for an absolute http:// address, or CONNECT.\n");
      return;
    }
    const { host, path } = readTarget("", url);
    const failure = portOf(url) === "80" ? sites.hostFailure(host) : (sites.hostFailure(host) ?? "refused");
    if (failure === null) return sites.handle(host, path, request, response);
    sites.recordFailure(host, path, request);
    response.writeHead(502, { "x-proxy-error": failure, "content-length": "0" });
    response.end();
  });
  server.on("connect", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const [name = "", port = "80"] = (request.url ?? "").split(":");
    const host = name.toLowerCase();
    const failure = sites.hostFailure(host) ?? (port === "80" ? null : "refused");
    if (failure !== null) {
      sites.recordFailure(host, "", request);
      return refuse(socket, failure);
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    sites.server.emit("connection", socket);
  });
  return server;
}

const portOf = (url: string) => new URL(url).port || "80";

function refuse(socket: Duplex, failure: HostFailure): void {
  socket.end(
    `HTTP/1.1 502 Bad Gateway\r\nx-proxy-error: ${failure}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  );
}
