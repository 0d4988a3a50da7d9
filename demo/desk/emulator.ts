import { randomBytes } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";
import { createEmulator } from "emulate";
import type { DeskChannel, DeskUser } from "./desk.ts";
import { type Fields, fieldsOf, isFields, objectsOf, scalarOf, textOf } from "./fields.ts";
import { IdTranslator } from "./id-translator.ts";

/** What the workspace and the app are called, and the ids the bot sees. */
export const WORKSPACE = {
  teamId: "T000000001",
  name: "Night Owls",
  domain: "night-owls",
  appId: "A0NIGHTSHIFT",
  appName: "nightshift",
  botId: "B0NIGHTSHIFT",
  botUserId: "U0NIGHTSHIFT",
} as const;

/** What the app was granted; also sent as `x-oauth-scopes`. */
export const GRANTED_SCOPES = [
  ...["app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands"],
  ...["files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write"],
  ...["mpim:read", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email"],
] as const;

/** Arguments that name users or channels; everything else is content and passes as it is. */
const ADDRESSES = ["channel", "channels", "channel_id", "user", "users", "user_id"] as const;

/** The Web API behind the desk's front: emulate, spoken to in the desk's own ids. */
export interface Emulator {
  /** Its own address, which answers nobody but the desk. */
  url: string;
  call(method: string, args: Fields, token?: string): Promise<Fields>;
  /** A raw request (file bytes up and down). */
  raw(path: string, init: RequestInit): Promise<Response>;
  /** The token that posts as a person. */
  userToken(userId: string): string;
  channelId(name: string): string | undefined;
  directMessageId(userId: string): string | undefined;
  stop(): Promise<void>;
}

interface EmulatorOptions {
  publicUrl: string;
  botToken: string;
  users: readonly DeskUser[];
  channels: readonly DeskChannel[];
}

/** The emulator takes 5,000 calls an hour from a token, which a page left open for an evening exceeds: then the next token takes over. */
const SPARE_TOKENS = 100;
/** How it answers a token that is used up; Slack's own errors it answers with 200. */
const USED_UP = 403;

/** Starts emulate on a free port of its own and makes the desk's users, channels and app known to it. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { users, channels, botToken, publicUrl } = options;
  const userTokens = new Map(users.map((user) => [user.id, `xoxp-desk-${randomBytes(12).toString("hex")}`]));
  const spares = Array.from({ length: SPARE_TOKENS }, (_, index) => `${botToken}-${index}`);
  let spare = 0;
  const server = await createEmulator({
    service: "slack",
    port: 0,
    seed: { slack: createSeed(options, userTokens, spares) },
  });
  const innerUrl = `http://127.0.0.1:${new URL(server.url).port}`;
  const ids = new IdTranslator();
  const door = closeDoor(Number(new URL(innerUrl).port));

  function post(method: string, args: Fields, token: string): Promise<Response> {
    return fetch(`${innerUrl}/api/${method}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/x-www-form-urlencoded",
        [DOOR_KEY]: door.key,
      },
      body: encodeArguments(args, ids),
    });
  }

  async function postAsBot(method: string, args: Fields): Promise<Response> {
    for (let left = spares.length; ; left -= 1) {
      const used = spare;
      const response = await post(method, args, spares[used] ?? botToken);
      if (response.status !== USED_UP || left <= 1) return response;
      // Unless another call has already gone on to the next.
      if (spare === used) spare = (used + 1) % spares.length;
    }
  }

  async function call(method: string, args: Fields, token?: string): Promise<Fields> {
    const response = await (token === undefined || token === botToken
      ? postAsBot(method, args)
      : post(method, args, token));
    if (response.status === 404) return { ok: false, error: "unknown_method", req_method: method };
    // The emulator hands out addresses on its own port; everybody else knows the front only.
    const body: unknown = JSON.parse((await response.text()).replaceAll(server.url, publicUrl));
    return fieldsOf(ids.outward(body));
  }

  for (const member of objectsOf((await call("users.list", { limit: 1000 }))["members"])) {
    const user = users.find(({ name }) => name === member["name"]);
    if (user) ids.add(textOf(member["id"]), user.id);
  }
  const channelIds = new Map<string, string>();
  for (const found of objectsOf((await call("conversations.list", { limit: 1000 }))["channels"])) {
    const channel = channels.find(({ name }) => name === found["name"]);
    if (!channel) continue;
    const id = channel.id ?? textOf(found["id"]);
    ids.add(textOf(found["id"]), id);
    channelIds.set(channel.name, id);
  }
  for (const id of channelIds.values()) {
    for (const token of [botToken, ...userTokens.values()])
      await call("conversations.join", { channel: id }, token);
  }
  const directMessages = new Map<string, string>();
  for (const user of users) {
    const opened = await call("conversations.open", { users: user.id });
    directMessages.set(user.id, textOf(fieldsOf(opened["channel"])["id"]));
  }

  return {
    url: innerUrl,
    call,
    raw(path, init) {
      const headers = new Headers(init.headers);
      headers.set(DOOR_KEY, door.key);
      return fetch(`${innerUrl}${path}`, { ...init, headers });
    },
    userToken: (userId) => userTokens.get(userId) ?? "",
    channelId: (name) => channelIds.get(name),
    directMessageId: (userId) => directMessages.get(userId),
    async stop() {
      await server.close();
      door.remove();
    },
  };
}

const DOOR_KEY = "x-desk-key";
const REQUEST_STARTED = "http.server.request.start";

/**
 * The emulator listens on a port of its own, shows its data there without a token and to any origin. Connections that
 * do not carry this start's key are cut before it sees them.
 */
function closeDoor(port: number): { key: string; remove(): void } {
  const key = randomBytes(24).toString("base64url");
  function check(message: unknown): void {
    const request = fieldsOf(message)["request"];
    if (!(request instanceof IncomingMessage) || request.socket.localPort !== port) return;
    if (request.headers[DOOR_KEY] !== key) request.socket.destroy();
  }
  subscribe(REQUEST_STARTED, check);
  return { key, remove: () => unsubscribe(REQUEST_STARTED, check) };
}

function createSeed(
  { users, channels, botToken }: EmulatorOptions,
  userTokens: ReadonlyMap<string, string>,
  spares: readonly string[],
): Fields {
  const { name, domain, appId, appName, botId, botUserId } = WORKSPACE;
  return {
    team: { name, domain },
    users: users.map((user) => ({
      name: user.name,
      real_name: user.realName,
      email: `${user.name}@example.com`,
    })),
    channels: channels.map((channel) => ({ name: channel.name })),
    oauth_apps: [
      {
        app_id: appId,
        client_id: "desk",
        client_secret: randomBytes(12).toString("hex"),
        name: appName,
        redirect_uris: [],
        scopes: GRANTED_SCOPES,
        bot_id: botId,
        bot_user_id: botUserId,
        bot_name: appName,
      },
    ],
    tokens: [
      ...[botToken, ...spares].map((token) => ({
        token,
        type: "bot",
        user_id: botUserId,
        app_id: appId,
        bot_id: botId,
        bot_user_id: botUserId,
      })),
      ...users.map((user) => ({ token: userTokens.get(user.id), type: "user", user: user.name })),
    ],
  };
}

function encodeArguments(args: Fields, ids: IdTranslator): URLSearchParams {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(args)) {
    if (value === undefined || value === null) continue;
    const encoded = isFields(value) || Array.isArray(value) ? JSON.stringify(value) : scalarOf(value);
    form.set(key, ADDRESSES.some((name) => name === key) ? ids.inward(encoded) : encoded);
  }
  return form;
}
