import { subscribe } from "node:diagnostics_channel";
import { closeSync, openSync, writeSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { z } from "zod";

/** A request as it arrived: what it takes to send it again. */
export const SentRequest = z.object({
  url: z.string(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type SentRequest = z.infer<typeof SentRequest>;

/** Headers that belong to a connection, or that `fetch` writes itself. */
const OF_CONNECTION = ["host", "connection", "content-length", "transfer-encoding", "expect", "keep-alive"];

/** Writes every request to this process's HTTP servers into a file, a line each, from `begin` to `end`. */
export function recordRequests(): { begin(file: string): void; end(): void } {
  let file: number | null = null;
  subscribe("http.server.request.start", (message) => {
    if (file === null || !isStart(message)) return;
    const { request } = message;
    const into = file;
    const chunks: Buffer[] = [];
    // Seen on its way to whoever reads it, which a second reader would disturb.
    const push = request.push.bind(request);
    request.push = (chunk: Buffer | null, ...rest) => {
      if (chunk !== null) chunks.push(chunk);
      else if (file === into) writeSync(into, `${JSON.stringify(sent(request, chunks))}\n`);
      return push(chunk, ...rest);
    };
  });
  return {
    begin(path) {
      file = openSync(path, "w");
    },
    end() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function isStart(message: unknown): message is { readonly request: IncomingMessage } {
  return typeof message === "object" && message !== null && "request" in message;
}

function sent({ url = "/", method = "GET", headers }: IncomingMessage, chunks: Buffer[]): SentRequest {
  return {
    // A request to a proxy already has a whole address.
    url: new URL(url, `http://${headers.host}`).href,
    method,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        typeof value === "string" && !OF_CONNECTION.includes(name) ? [[name, value]] : [],
      ),
    ),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
