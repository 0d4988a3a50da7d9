import { App, ExpressReceiver, SocketModeReceiver } from "@slack/bolt";
import { WebClient } from "@slack/web-api";
import { type RequestHandler, Router } from "express";
import { drawHome } from "./home/draw-home.ts";
import { createHomeWatch } from "./home/home-watch.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { createSlackLogger } from "./posting/create-slack-logger.ts";
import { webClientOptions } from "./posting/web-client-options.ts";
import { registerAll } from "./register-all.ts";
import { guardSlackRequest, MAX_BODY_BYTES } from "./requests/guard-slack-request.ts";
import { createInFlight } from "./requests/in-flight.ts";

export interface SlackAppOptions {
  readonly dependencies: BotDependencies;
  readonly botToken: string;
  readonly signingSecret: string;
  /** Set: Slack is reached over a socket (Socket Mode), and no door is opened. */
  readonly appToken?: string;
  /** Another Web API than Slack's own; ends with a slash. */
  readonly slackApiUrl?: string;
}

export interface SlackApp {
  /** Slack's door, to mount before anything that reads bodies; null in Socket Mode. */
  readonly handler: RequestHandler | null;
  /** The bot's own client, for messages nobody asked for. */
  readonly client: WebClient;
  /** Something changed: whoever looked at App Home lately gets to see it. */
  refreshHomes(): void;
  /** Connects in Socket Mode; over HTTP the server does the listening. */
  start(): Promise<void>;
  /** Takes no more (Socket Mode), waits for what is under way, and says how many handlers were left after `timeoutMs`. */
  stop(timeoutMs?: number): Promise<number>;
}

/** Builds the Slack side: everything registered, nothing started. */
export function createSlackApp({
  dependencies,
  botToken,
  signingSecret,
  appToken,
  slackApiUrl,
}: SlackAppOptions): SlackApp {
  const logger = createSlackLogger(dependencies.logger);
  const clientOptions = webClientOptions(logger, slackApiUrl);
  const inFlight = createInFlight();
  const door = appToken === undefined ? createDoor(signingSecret, logger, dependencies) : null;
  const receiver =
    door?.receiver ??
    new SocketModeReceiver({ appToken: appToken ?? "", logger, installerOptions: { clientOptions } });
  const app = new App({
    receiver,
    logger,
    clientOptions,
    // With a token Bolt would ask auth.test before it acknowledges anything.
    authorize: () => Promise.resolve({ botToken }),
    // We listen to no messages, so there is nothing of our own to ignore, and no conversation to remember.
    ignoreSelf: false,
    convoStore: false,
  });
  const client = new WebClient(botToken, clientOptions);
  const homes = createHomeWatch({
    clock: dependencies.clock,
    draw: (slackUserId) => inFlight.track(drawHome(slackUserId, client, dependencies)),
    logger: dependencies.logger,
  });
  registerAll(app, inFlight, homes, dependencies);
  return {
    handler: door?.handler ?? null,
    client,
    refreshHomes: () => homes.refresh(),
    async start() {
      if (door === null) await app.start();
    },
    async stop(timeoutMs = 10_000) {
      homes.stop();
      if (door === null) await app.stop();
      return inFlight.drain(timeoutMs);
    },
  };
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
    // Our handlers' failures are answered before they get here: what is left is a payload Bolt cannot read.
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
