import { App, ExpressReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { type RequestHandler, Router } from "express";
import type { SlackLinkState } from "../alerts/watchdog/judge-slack-link.ts";
import { drawHome } from "./home/draw-home.ts";
import { createHomeWatch } from "./home/home-watch.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { createSlackLogger } from "./posting/create-slack-logger.ts";
import { webClientOptions } from "./posting/web-client-options.ts";
import { registerAll } from "./register-all.ts";
import { guardSlackRequest, MAX_BODY_BYTES } from "./requests/guard-slack-request.ts";
import { createInFlight } from "./requests/in-flight.ts";
import { createSocketReceiver } from "./socket/create-socket-receiver.ts";

export interface SlackAppOptions {
  readonly dependencies: BotDependencies;
  readonly botToken: string;
  readonly signingSecret: string;
  /** If set, Slack is reached over a socket (Socket Mode) and no HTTP route is opened. */
  readonly appToken?: string;
  /** The address of another Web API than Slack's; ends with a slash. */
  readonly slackApiUrl?: string;
  /** The Socket Mode connection was opened or lost. */
  readonly onLinkChange?: (state: SlackLinkState) => void;
}

export interface SlackApp {
  /** The route Slack calls, to mount before anything that reads bodies; null in Socket Mode. */
  readonly handler: RequestHandler | null;
  /** The bot's own client, for messages that are not answers. */
  readonly client: WebClient;
  /** Something changed: redraws App Home for the people who looked at it lately. */
  refreshHomes(): void;
  /** Whether Slack reaches us over Socket Mode; null over HTTP. */
  linkState(): SlackLinkState | null;
  /** Begins to connect in Socket Mode, and does not wait for Slack; over HTTP the server does the listening. */
  start(): Promise<void>;
  /** Takes no more requests (Socket Mode), waits for those in progress, and returns how many handlers were left after `timeoutMs`. */
  stop(timeoutMs?: number): Promise<number>;
}

/** Builds the Slack side: everything is registered, nothing is started. */
export function createSlackApp({
  dependencies,
  botToken,
  signingSecret,
  appToken,
  slackApiUrl,
  onLinkChange,
}: SlackAppOptions): SlackApp {
  const logger = createSlackLogger(dependencies.logger);
  const clientOptions = webClientOptions(logger, slackApiUrl);
  const inFlight = createInFlight();
  const socket = appToken === undefined ? null : createSocket(appToken);
  const door = socket === null ? createDoor(signingSecret, logger, dependencies) : null;
  const receiver = socket ?? door?.receiver;
  if (receiver === undefined) throw new TypeError("neither a socket nor a route");
  const app = new App({
    receiver,
    logger,
    clientOptions,
    // Given a token, Bolt would call auth.test before it acknowledges anything.
    authorize: () => Promise.resolve({ botToken }),
    // We listen to no messages, so there are none of our own to ignore and no conversations to remember.
    ignoreSelf: false,
    convoStore: false,
  });
  const client = new WebClient(botToken, clientOptions);
  const homes = createHomeWatch({
    clock: dependencies.clock,
    draw: (slackUserId) => inFlight.track(drawHome({ slackUserId }, client, dependencies)),
    logger: dependencies.logger,
  });
  registerAll(app, inFlight, homes, dependencies);
  return {
    handler: door?.handler ?? null,
    client,
    refreshHomes: () => homes.refresh(),
    linkState: () => socket?.state() ?? null,
    async start() {
      if (socket !== null) await app.start();
    },
    async stop(timeoutMs = 10_000) {
      homes.stop();
      if (socket !== null) await app.stop();
      return inFlight.drain(timeoutMs);
    },
  };

  function createSocket(token: string) {
    return createSocketReceiver({
      appToken: token,
      // An object of its own: the client that posts must not share it.
      clientOptions: webClientOptions(logger, slackApiUrl),
      clock: dependencies.clock,
      logger: dependencies.logger,
      onChange(state) {
        onLinkChange?.(state);
        homes.refresh();
      },
    });
  }
}

function createDoor(
  signingSecret: string,
  logger: ReturnType<typeof createSlackLogger>,
  dependencies: BotDependencies,
): { receiver: ExpressReceiver; handler: RequestHandler } {
  const path = "/slack/events";
  const receiver = new ExpressReceiver({
    signingSecret,
    logger,
    bodyLimit: MAX_BODY_BYTES,
    endpoints: path,
    // Failures of our handlers are answered earlier: what arrives here is a payload that Bolt cannot read.
    processEventErrorHandler({ response }) {
      if (response.headersSent) return Promise.resolve(false);
      response.writeHead(400).end();
      return Promise.resolve(true);
    },
  });
  const handler = Router();
  handler.post(path, guardSlackRequest(dependencies));
  handler.use(receiver.router);
  return { receiver, handler };
}
