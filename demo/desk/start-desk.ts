import type { AddressInfo } from "node:net";
import express from "express";
import { systemClock } from "../../src/clock.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { createBotClient } from "./bot-client.ts";
import { ChangeFeed } from "./change-feed.ts";
import { createFileRoutes } from "./create-file-routes.ts";
import { createPageRoutes } from "./create-page-routes.tsx";
import { createSocketBotClient } from "./create-socket-bot-client.ts";
import { createWebApi } from "./create-web-api.ts";
import type { Desk, DeskOptions } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { type Emulator, startEmulator, WORKSPACE } from "./emulator.ts";
import { EphemeralStore } from "./ephemeral-store.ts";
import { FaultBoard } from "./fault-board.ts";
import { History } from "./history.ts";
import { createInteractions } from "./interactions.ts";
import { createPageAccess } from "./page-access.ts";
import { requireLoopbackBot } from "./require-loopback-bot.ts";
import { createResponseUrlRoute } from "./respond.ts";
import { ResponseUrls } from "./response-urls.ts";
import { createSocketModeServer, type SocketModeServer } from "./socket-mode-server.ts";
import { ViewStore } from "./view-store.ts";

const RATE_WINDOW_MS = 1000;

/**
 * Starts the desk: a local Slack for one app. It signs with the app's own secret, so it serves this machine only and
 * refuses a bot that is anywhere else (`NonLoopbackBotError`).
 */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  if (typeof options.botUrl === "string") requireLoopbackBot(options.botUrl);
  const clock = systemClock;
  const server = express();
  server.disable("x-powered-by");
  const listening = server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    listening.once("listening", resolve);
    listening.once("error", reject);
  });
  const front = `http://127.0.0.1:${portOf(listening.address())}`;
  const emulator = await startEmulator({ ...options, publicUrl: front }).catch((error: unknown) => {
    listening.close();
    throw error;
  });
  const socket =
    options.appToken === undefined
      ? null
      : createSocketModeServer(listening, {
          appToken: options.appToken,
          address: () => front.replace(/^http/, "ws"),
          ...(options.ackTimeoutMs !== undefined && { ackTimeoutMs: options.ackTimeoutMs }),
        });
  const state = createState(options, { emulator, front, socket });
  const bot = socket === null ? createBotClient({ ...options, clock }) : createSocketBotClient(socket);
  const interactions = createInteractions(state, bot);
  const access = createPageAccess();

  server.use(access.requireLoopbackHost);
  server.use("/api", createWebApi(state));
  server.use("/commands", createResponseUrlRoute(state));
  server.use(createFileRoutes(state));
  server.use(createPageRoutes(state, interactions, access));

  return {
    url: `${front}/?token=${access.token}`,
    slackApiUrl: `${front}/api/`,
    botUserId: WORKSPACE.botUserId,
    channelId(name) {
      const id = emulator.channelId(name);
      if (id === undefined) throw unknownChannel(name, options);
      return id;
    },
    directMessageId: (userId) => emulator.directMessageId(userId) ?? "",
    messages: async (channelId) =>
      [...(await state.history.all(channelId)), ...state.ephemerals.in(channelId)].sort((a, b) =>
        a.ts < b.ts ? -1 : 1,
      ),
    modal: (userId) => state.views.top(userId),
    home: (userId) => state.views.home(userId),
    ...interactions,
    injectFault: (order) => state.faults.add(order),
    socket,
    async stop() {
      state.feed.close();
      socket?.close();
      const closed = new Promise<void>((resolve) => listening.close(() => resolve()));
      listening.closeAllConnections();
      await Promise.all([closed, emulator.stop()]);
    },
  };
}

function unknownChannel(name: string, { channels }: DeskOptions): InvalidInputError {
  const known = channels.map((channel) => channel.name).join(", ");
  return new InvalidInputError("channel", `the desk was started without "${name}". It has: ${known}.`);
}

function createState(
  options: DeskOptions,
  {
    emulator,
    front,
    socket,
  }: { readonly emulator: Emulator; readonly front: string; readonly socket: SocketModeServer | null },
): DeskState {
  const lastPostMs = new Map<string, number>();
  return {
    botToken: options.botToken,
    manifest: options.manifest,
    clock: systemClock,
    users: options.users,
    channels: options.channels.map(({ name }) => ({ name, id: emulator.channelId(name) ?? "" })),
    commands: options.commands,
    emulator,
    history: new History(emulator),
    ephemerals: new EphemeralStore(),
    views: new ViewStore(),
    faults: new FaultBoard(),
    feed: new ChangeFeed(),
    responseUrls: new ResponseUrls(front, systemClock),
    socket,
    triggers: new Map(),
    seen: new Map(),
    isOverRate(channelId) {
      if (options.enforceChannelRate !== true) return false;
      const now = systemClock().getTime();
      const isOver = now - (lastPostMs.get(channelId) ?? 0) < RATE_WINDOW_MS;
      if (!isOver) lastPostMs.set(channelId, now);
      return isOver;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" && address !== null ? address.port : 0;
}
