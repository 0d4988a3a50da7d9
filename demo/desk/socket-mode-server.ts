import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { BotReply } from "./bot-client.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";

/** What an envelope holds. */
export type EnvelopeKind = "slash_commands" | "interactive" | "events_api";

/** Slack's end of Socket Mode. */
export interface SocketModeServer {
  /** The answer to `apps.connections.open` for a token. */
  open(appToken: string): Fields;
  /** Sends an envelope over one of the connections, and waits for its acknowledgement. */
  send(kind: EnvelopeKind, payload: Fields, retry?: { number: number; reason: string }): Promise<BotReply>;
  /** How many connections are open. */
  readonly connections: number;
  /** How many pings the app has sent. */
  readonly pings: number;
  /** What the app did that Slack's reference does not allow. */
  readonly violations: readonly string[];
  /** Announces the end of every connection as Slack does; it closes them after `closeAfterMs`. */
  refresh(reason: "warning" | "refresh_requested" | "link_disabled", closeAfterMs: number): void;
  /** Cuts every connection without a word. */
  cut(): void;
  /** While on, connections stay open and nothing is sent over them, not even a pong. */
  setSilent(isSilent: boolean): void;
  /** While on, upgrades are refused. */
  setRefusing(isRefusing: boolean): void;
  close(): void;
}

/** A ticket is good once, for as long as Slack says. */
const TICKET_MS = 30_000;
/** Slack lets an app have ten connections. */
const MAX_CONNECTIONS = 10;
const PING_MS = 5_000;
const PATH = "/link/";

export function createSocketModeServer(
  http: Server,
  options: { readonly appToken: string; readonly address: () => string; readonly ackTimeoutMs?: number },
): SocketModeServer {
  const { appToken, address, ackTimeoutMs = 3_000 } = options;
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  const tickets = new Map<string, number>();
  const live = new Set<WebSocket>();
  const retiring = new Set<WebSocket>();
  const waiting = new Map<string, (payload: string) => void>();
  const sent = new Set<string>();
  const violations: string[] = [];
  let isSilent = false;
  let isRefusing = false;
  let turn = 0;
  let pings = 0;

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!url.pathname.startsWith(PATH)) return;
    const expiresAt = tickets.get(url.searchParams.get("ticket") ?? "");
    tickets.delete(url.searchParams.get("ticket") ?? "");
    if (isRefusing || expiresAt === undefined || expiresAt < Date.now()) {
      if (!isRefusing) violations.push("a ticket that is unknown, used or expired");
      stream.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, welcome);
  }

  function welcome(socket: WebSocket): void {
    live.add(socket);
    const ping = setInterval(() => {
      if (!isSilent) socket.ping("Ping from Slack");
    }, PING_MS);
    socket.on("ping", (data) => {
      pings += 1;
      if (!isSilent) socket.pong(data);
    });
    socket.on("close", () => {
      clearInterval(ping);
      live.delete(socket);
      retiring.delete(socket);
    });
    socket.on("error", () => socket.terminate());
    socket.on("message", (data, isBinary) => {
      if (isBinary) violations.push("a binary frame");
      else acknowledged(Buffer.isBuffer(data) ? data.toString("utf8") : "");
    });
    if (isSilent) return;
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: live.size,
        debug_info: { host: "applink-desk", approximate_connection_time: 18060 },
        connection_info: { app_id: "A0DESK" },
      }),
    );
  }

  function acknowledged(text: string): void {
    const frame = fieldsOf(jsonOf(text));
    const id = textOf(frame["envelope_id"]);
    if (!sent.has(id)) violations.push(`an acknowledgement of "${id.slice(0, 60)}", which was not sent`);
    const resolve = waiting.get(id);
    if (resolve === undefined) return;
    waiting.delete(id);
    const payload = frame["payload"];
    resolve(payload === undefined ? "" : JSON.stringify(payload));
  }

  http.on("upgrade", upgrade);
  return {
    get connections() {
      return live.size;
    },
    get pings() {
      return pings;
    },
    violations,
    open(token) {
      if (token !== appToken) return { ok: false, error: "invalid_auth" };
      const ticket = randomBytes(16).toString("hex");
      tickets.set(ticket, Date.now() + TICKET_MS);
      return { ok: true, url: `${address()}${PATH}?ticket=${ticket}&app_id=A0DESK` };
    },
    send(kind, payload, retry) {
      const usable = [...live].filter((socket) => !retiring.has(socket) || live.size === retiring.size);
      if (usable.length > MAX_CONNECTIONS) violations.push("more than ten connections");
      const socket = usable[turn++ % Math.max(1, usable.length)];
      if (socket === undefined) return Promise.resolve({ isOk: false, code: "dispatch_failed" });
      const envelope = randomUUID();
      sent.add(envelope);
      const { promise, resolve } = Promise.withResolvers<BotReply>();
      const timer = setTimeout(() => {
        waiting.delete(envelope);
        resolve({ isOk: false, code: "operation_timeout" });
      }, ackTimeoutMs);
      waiting.set(envelope, (body) => {
        clearTimeout(timer);
        resolve({ isOk: true, body });
      });
      if (!isSilent) {
        socket.send(
          JSON.stringify({
            envelope_id: envelope,
            type: kind,
            accepts_response_payload: kind !== "events_api",
            payload,
            ...(kind === "events_api" && {
              retry_attempt: retry?.number ?? 0,
              retry_reason: retry?.reason ?? "",
            }),
          }),
        );
      }
      return promise;
    },
    refresh(reason, closeAfterMs) {
      for (const socket of live) {
        retiring.add(socket);
        socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-desk" } }));
        setTimeout(() => socket.close(1000), closeAfterMs).unref();
      }
    },
    cut() {
      for (const socket of live) socket.terminate();
    },
    setSilent(next) {
      isSilent = next;
    },
    setRefusing(next) {
      isRefusing = next;
    },
    close() {
      http.off("upgrade", upgrade);
      for (const socket of live) socket.terminate();
      sockets.close();
    },
  };
}
