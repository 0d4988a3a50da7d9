import { type RawData, WebSocket } from "ws";
import { NightshiftError } from "../../errors.ts";
import { type SlackEnvelope, SlackFrame } from "./slack-frame.ts";

/** A connection could not be opened. */
export class SocketOpenError extends NightshiftError {
  readonly code = "slack_socket_not_opened";
}

/** One Socket Mode connection. */
export interface SlackSocket {
  /** Requests received and not acknowledged yet. */
  readonly pending: number;
  /** Acknowledges a request; false when the connection is gone. */
  acknowledge(envelopeId: string, payload: object | undefined): boolean;
  /** Closes it, and does not wait for a peer that does not answer. */
  close(): void;
}

export interface SlackSocketEvents {
  onEnvelope(envelope: SlackEnvelope, socket: SlackSocket): void;
  /** Slack is about to close it, or it has been silent for too long: another one is needed, and this one still works until then. */
  onEnding(reason: string): void;
  onClosed(): void;
}

/** How long opening may take until Slack's `hello`. */
const OPEN_TIMEOUT_MS = 10_000;
/** Slack pings every few seconds, and answers our pings: a connection without a sign of life for this long is dead. */
const SILENCE_MS = 20_000;
/** How long a peer may take to answer a close. */
const CLOSE_TIMEOUT_MS = 1_000;

/** Opens a connection and resolves at Slack's `hello`. Throws SocketOpenError. */
export function openSlackSocket(
  url: string,
  events: SlackSocketEvents,
  {
    openTimeoutMs = OPEN_TIMEOUT_MS,
    silenceMs = SILENCE_MS,
    signal,
  }: { readonly openTimeoutMs?: number; readonly silenceMs?: number; readonly signal?: AbortSignal } = {},
): Promise<SlackSocket> {
  const webSocket = new WebSocket(url, { handshakeTimeout: openTimeoutMs, perMessageDeflate: false });
  const unacknowledged = new Set<string>();
  const opened = Promise.withResolvers<SlackSocket>();
  let isOpen = false;
  let lastSignMs = performance.now();
  let isEnding = false;

  const socket: SlackSocket = {
    get pending() {
      return webSocket.readyState === WebSocket.OPEN ? unacknowledged.size : 0;
    },
    acknowledge(envelopeId, payload) {
      unacknowledged.delete(envelopeId);
      if (webSocket.readyState !== WebSocket.OPEN) return false;
      webSocket.send(JSON.stringify({ envelope_id: envelopeId, ...(payload !== undefined && { payload }) }));
      return true;
    },
    close() {
      webSocket.close(1000);
      const timer = setTimeout(() => webSocket.terminate(), CLOSE_TIMEOUT_MS);
      webSocket.once("close", () => clearTimeout(timer));
    },
  };
  const end = (reason: string) => {
    if (isEnding) return;
    isEnding = true;
    events.onEnding(reason);
  };
  const sign = () => {
    lastSignMs = performance.now();
  };
  const openTimer = setTimeout(() => fail("no hello in time"), openTimeoutMs);
  const lifeTimer = setInterval(() => {
    if (performance.now() - lastSignMs > silenceMs) end("silent");
    else if (webSocket.readyState === WebSocket.OPEN) webSocket.ping();
  }, silenceMs / 4);
  lifeTimer.unref();

  function fail(problem: string, cause?: unknown): void {
    opened.reject(new SocketOpenError(`Slack's socket was not opened: ${problem}`, { cause }));
    webSocket.terminate();
  }

  const abort = () => {
    if (!isOpen) fail("stopped");
  };
  signal?.addEventListener("abort", abort, { once: true });
  webSocket.on("ping", sign);
  webSocket.on("pong", sign);
  webSocket.on("error", (error) => {
    // A close follows; before the hello it is the reason why there is none.
    if (!isOpen) fail("the connection failed", error);
  });
  webSocket.on("close", () => {
    clearTimeout(openTimer);
    clearInterval(lifeTimer);
    signal?.removeEventListener("abort", abort);
    if (isOpen) events.onClosed();
    else fail("closed before the hello");
  });
  webSocket.on("message", (data, isBinary) => {
    sign();
    const frame = isBinary ? null : readFrame(data);
    if (frame === null) return;
    if (frame.type === "hello") {
      clearTimeout(openTimer);
      isOpen = true;
      opened.resolve(socket);
    } else if (frame.type === "disconnect") {
      if (isOpen) end(frame.reason);
      else fail(frame.reason);
    } else {
      unacknowledged.add(frame.envelope_id);
      events.onEnvelope(frame, socket);
    }
  });
  return opened.promise;
}

/** Null for what we do not know: Slack adds kinds of frames. */
function readFrame(data: RawData) {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(new Uint8Array(data));
  try {
    return SlackFrame.safeParse(JSON.parse(bytes.toString("utf8"))).data ?? null;
  } catch {
    // Not JSON: nothing we could answer.
    return null;
  }
}
