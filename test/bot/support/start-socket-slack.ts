import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSocketModeServer, type SocketModeServer } from "../../../demo/desk/socket-mode-server.ts";

export const APP_TOKEN = "xapp-1-test";

/** How `apps.connections.open` answers: `ok`, a status, a word of Slack's, or not at all. */
export type OpenAnswer = "ok" | "hang" | "drop" | { readonly status: number } | { readonly error: string };

export interface SocketSlack {
  readonly apiUrl: string;
  readonly socket: SocketModeServer;
  /** What the next calls of `apps.connections.open` get; the last one stays. */
  answer(...answers: OpenAnswer[]): void;
  readonly opens: number;
  close(): Promise<void>;
}

/** Slack's two ends of Socket Mode: the method that hands out addresses, and the connections. */
export async function startSocketSlack(ackTimeoutMs?: number): Promise<SocketSlack> {
  let answers: OpenAnswer[] = ["ok"];
  let opens = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url !== "/api/apps.connections.open") {
      response.writeHead(404).end();
      return;
    }
    opens += 1;
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? "ok";
    if (answer === "hang") return;
    if (answer === "drop") {
      request.socket.destroy();
      return;
    }
    if (typeof answer === "object" && "status" in answer) {
      response.writeHead(answer.status, { "Content-Type": "text/html" }).end("<html>no</html>");
      return;
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const body = typeof answer === "object" ? { ok: false, error: answer.error } : socket.open(token);
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const port = portOf(server.address());
  const socket = createSocketModeServer(server, {
    appToken: APP_TOKEN,
    address: () => `ws://127.0.0.1:${port}`,
    ...(ackTimeoutMs !== undefined && { ackTimeoutMs }),
  });
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    socket,
    answer(...next) {
      answers = next;
    },
    get opens() {
      return opens;
    },
    close() {
      socket.close();
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return address.port;
}
