import { setTimeout as sleep } from "node:timers/promises";
import type { App, Receiver } from "@slack/bolt";
import { WebAPIRateLimitedError, WebClient, type WebClientOptions } from "@slack/web-api";
import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { Clock } from "../../clock.ts";
import { errorCode } from "../../errors.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import { slackWord } from "../posting/slack-word.ts";
import { fetchUntil } from "../posting/web-client-options.ts";
import { openSlackSocket, type SlackSocket } from "./open-slack-socket.ts";
import { processEnvelope } from "./process-envelope.ts";
import type { SlackEnvelope } from "./slack-frame.ts";
import { socketBackoffMs } from "./socket-backoff-ms.ts";

/** Receives Slack's requests over Socket Mode, and never gives up. */
export interface SocketReceiver extends Receiver {
  state(): SlackLinkState;
}

export interface SocketReceiverOptions {
  readonly appToken: string;
  /** Its own object: nothing else may share it. */
  readonly clientOptions: WebClientOptions;
  readonly clock: Clock;
  readonly logger: BotLogger;
  readonly random?: () => number;
  readonly onChange?: (state: SlackLinkState) => void;
  readonly openTimeoutMs?: number;
  readonly silenceMs?: number;
}

/** How long a stop waits for requests that were received and not acknowledged yet; Slack waits as long. */
const ACKNOWLEDGE_MS = 3_000;
/** How long an old connection stays open beside the new one, for requests already on their way. */
const OVERLAP_MS = 10_000;

/**
 * Keeps one connection open. A new one is opened before the old one closes, so that no request falls between them; when
 * that fails, or Slack is unavailable at the start, it is tried again for ever, with bounded pauses.
 */
export function createSocketReceiver({
  appToken,
  clientOptions,
  clock,
  logger,
  random = Math.random,
  onChange,
  openTimeoutMs,
  silenceMs,
}: SocketReceiverOptions): SocketReceiver {
  const stopping = new AbortController();
  const client = createClient(appToken, clientOptions, stopping.signal);
  const limits = {
    signal: stopping.signal,
    ...(openTimeoutMs !== undefined && { openTimeoutMs }),
    ...(silenceMs !== undefined && { silenceMs }),
  };
  const sockets = new Set<SlackSocket>();
  let app: App | null = null;
  let current: SlackSocket | null = null;
  let state: SlackLinkState = { isConnected: false, since: clock(), problem: null };
  let isConnecting = false;
  /** The present connection gave no sign of life: it counts only until another attempt has failed. */
  let isSilent = false;

  function become(isConnected: boolean, problem: string | null): void {
    const isSame = state.isConnected === isConnected;
    if (isSame && state.problem === problem) return;
    state = { isConnected, since: isSame ? state.since : clock(), problem };
    onChange?.(state);
  }

  function connect(): void {
    if (stopping.signal.aborted || isConnecting) return;
    isConnecting = true;
    void keepTrying().finally(() => {
      isConnecting = false;
      // Closed again in the meantime.
      if (current === null) connect();
    });
  }

  async function keepTrying(): Promise<void> {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        await openOne();
        return;
      } catch (error) {
        const problem = slackWord(error) ?? errorCode(error);
        if (stopping.signal.aborted) return;
        if (isSilent) drop();
        if (current === null) become(false, problem);
        logger.warn("slack socket not opened", { code: problem, attempt: failures });
        const retryAfterMs = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : null;
        const pauseMs = socketBackoffMs(failures, retryAfterMs, random());
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function openOne(): Promise<void> {
    const { url } = await client.apps.connections.open({});
    if (url === undefined) throw new TypeError("apps.connections.open answered without a url");
    let opened: SlackSocket | null = null;
    const socket = await openSlackSocket(
      url,
      {
        onEnvelope: receive,
        onEnding(reason) {
          logger.info("slack socket ending", { reason });
          if (current !== opened) return;
          isSilent = reason === "silent";
          connect();
        },
        onClosed() {
          if (opened === null) return;
          sockets.delete(opened);
          if (current !== opened) return;
          current = null;
          if (stopping.signal.aborted) return;
          become(false, "closed");
          connect();
        },
      },
      limits,
    );
    opened = socket;
    sockets.add(socket);
    if (stopping.signal.aborted) {
      socket.close();
      return;
    }
    const old = current;
    current = socket;
    isSilent = false;
    become(true, null);
    logger.info("slack socket opened");
    if (old !== null) retire(old);
  }

  function drop(): void {
    isSilent = false;
    current?.close();
    current = null;
  }

  /** Closes an old connection once nothing is on its way over it. */
  function retire(old: SlackSocket): void {
    const timer = setTimeout(() => {
      if (sockets.has(old)) old.close();
    }, OVERLAP_MS);
    timer.unref();
  }

  function receive(envelope: SlackEnvelope, socket: SlackSocket): void {
    // Not acknowledged: Slack sends an event again, and asks the person who typed a command to try again.
    if (app === null || stopping.signal.aborted) return;
    processEnvelope(app, envelope, socket, logger);
  }

  return {
    state: () => state,
    init(bolt) {
      app = bolt;
    },
    start() {
      connect();
      return Promise.resolve();
    },
    async stop() {
      const deadline = performance.now() + ACKNOWLEDGE_MS;
      stopping.abort();
      while ([...sockets].some(({ pending }) => pending > 0) && performance.now() < deadline) {
        await sleep(20);
      }
      for (const socket of sockets) socket.close();
      sockets.clear();
    },
  };
}

/** A client whose calls end with `stopped`: a stop does not wait for an answer from Slack. */
function createClient(appToken: string, options: WebClientOptions, stopped: AbortSignal): WebClient {
  return new WebClient(undefined, {
    ...options,
    headers: { Authorization: `Bearer ${appToken}` },
    fetch: fetchUntil(stopped),
  });
}
