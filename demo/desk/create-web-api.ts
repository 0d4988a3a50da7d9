import express, { type Request, type Response, Router } from "express";
import { assignIds } from "./assign-ids.ts";
import type { DeskState } from "./desk-state.ts";
import { GRANTED_SCOPES, WORKSPACE } from "./emulator.ts";
import type { DeskFault } from "./fault-board.ts";
import { type Fields, isFields, jsonOf, objectsOf, scalarOf, textOf } from "./fields.ts";
import { type BlockRefusal, refuseMessage, refuseView } from "./validate-blocks.ts";
import { MAX_STACK } from "./view-store.ts";

/** Arguments a client sends as JSON inside a form. */
const STRUCTURED = ["blocks", "attachments", "metadata", "view", "files"] as const;
const WRITES_MESSAGE = [
  "chat.postMessage",
  "chat.postEphemeral",
  "chat.update",
  "chat.scheduleMessage",
] as const;

/** Methods as Slack names them, in front of the emulator: what it lacks, or takes too lightly, is done here. */
export function createWebApi(state: DeskState): Router {
  const router = Router();
  router.use(express.raw({ type: () => true, limit: "10mb" }));
  router.all("/:method", async (request, response) => {
    const method = request.params["method"] ?? "";
    const args = readArguments(request);
    const fault = state.faults.take(method);
    if (fault && fault.kind !== "drop_after_write") {
      const isHandled = await strike(fault, response);
      if (isHandled) return;
    }
    const answer = await answerMethod(state, method, args, readToken(request, args));
    if (fault?.kind === "drop_after_write") {
      request.socket.destroy();
      return;
    }
    if (answer["error"] === "ratelimited") response.status(429).set("retry-after", "1");
    response.set("x-oauth-scopes", GRANTED_SCOPES.join(",")).json(answer);
  });
  return router;
}

/** The answer of one method, changes included. */
export async function answerMethod(
  state: DeskState,
  method: string,
  args: Fields,
  token: string,
): Promise<Fields> {
  if (token === "") return { ok: false, error: "not_authed" };
  if (method === "apps.connections.open") {
    // Slack answers a bot token, and an app without Socket Mode, with the same word.
    return state.socket?.open(token) ?? { ok: false, error: "not_allowed_token_type" };
  }
  if (method === "apps.manifest.export") return showManifest(state, token, args);
  if (token !== state.botToken) return { ok: false, error: "invalid_auth" };
  const refusal = refuse(method, args);
  if (refusal) return { ok: false, error: refusal.error, response_metadata: { messages: refusal.messages } };
  if (method === "users.conversations") {
    // The app is a member of every channel of the desk.
    const channels = state.channels.map(({ id, name }) => ({
      id,
      name,
      is_member: true,
      is_archived: false,
    }));
    return { ok: true, channels, response_metadata: { next_cursor: "" } };
  }
  if (method === "usergroups.list") return { ok: true, usergroups: [] };
  if (method === "usergroups.users.list") return { ok: false, error: "no_such_subteam" };
  if (method === "conversations.history" || method === "conversations.replies")
    return state.history.answer(method, args);
  if (method === "chat.postMessage" && state.isOverRate(textOf(args["channel"])))
    return { ok: false, error: "ratelimited" };
  if (method.startsWith("views.")) return answerView(state, method, args);
  const answer = await state.emulator.call(method, asStored(method, args));
  if (answer["ok"] === true) {
    keep(state, method, args, answer);
    state.feed.announce();
  }
  return answer;
}

/** Slack shows an app's manifest to a configuration token only. */
function showManifest({ manifest, botToken }: DeskState, token: string, args: Fields): Fields {
  if (token !== manifest?.configToken)
    return { ok: false, error: token === botToken ? "not_allowed_token_type" : "invalid_auth" };
  if (args["app_id"] !== WORKSPACE.appId) return { ok: false, error: "invalid_app_id" };
  return { ok: true, manifest: manifest.inForce };
}

async function answerView(state: DeskState, method: string, args: Fields): Promise<Fields> {
  const { emulator, views, feed } = state;
  const trigger = state.triggers.get(textOf(args["trigger_id"]));
  const stored = { ...args, view: withIds(args["view"]) };
  if (method === "views.push") {
    const stack = trigger ? views.stack(trigger.userId) : [];
    if (trigger && stack.length === 0) return { ok: false, error: "view_not_found" };
    if (stack.length >= MAX_STACK) return { ok: false, error: "push_limit_reached" };
  }
  // The emulator counts closed views as part of a stack, so the desk keeps the stack and pushes by opening.
  const answer = await emulator.call(method === "views.push" ? "views.open" : method, stored);
  const view = answer["view"];
  if (answer["ok"] !== true || !isFields(view)) return answer;
  const placed = place();
  feed.announce();
  return { ...answer, view: placed };

  function place(): Fields {
    if (!isFields(view)) return {};
    if (method === "views.publish") views.publish(textOf(args["user_id"]), view);
    else if (method === "views.open" && trigger) return views.open(trigger.userId, view);
    else if (method === "views.push" && trigger) return views.push(trigger.userId, view);
    return views.replace(view);
  }
}

/** What Slack would not take, or undefined. */
function refuse(method: string, args: Fields): BlockRefusal | undefined {
  if (WRITES_MESSAGE.some((name) => name === method))
    return refuseMessage(args["blocks"], args["attachments"]);
  return ["views.open", "views.push", "views.update", "views.publish"].includes(method)
    ? refuseView(args["view"])
    : undefined;
}

/** A message's arguments as Slack would store them: with ids everywhere, and signed by the app. */
function asStored(method: string, args: Fields): Fields {
  if (!WRITES_MESSAGE.some((name) => name === method)) return args;
  const { blocks, attachments, ...rest } = args;
  return {
    ...rest,
    ...(blocks === undefined ? {} : { blocks: assignIds(blocks) }),
    ...(attachments === undefined ? {} : { attachments: objectsOf(attachments).map(withIds) }),
    bot_id: WORKSPACE.botId,
    app_id: WORKSPACE.appId,
  };
}

function withIds(holder: unknown): unknown {
  if (!isFields(holder) || holder["blocks"] === undefined) return holder;
  return { ...holder, blocks: assignIds(holder["blocks"]) };
}

/** Keeps what the emulator would not give back. */
function keep(state: DeskState, method: string, args: Fields, answer: Fields): void {
  if (method === "chat.postEphemeral") {
    state.ephemerals.add({
      ts: textOf(answer["message_ts"]),
      channelId: textOf(args["channel"]),
      toUserId: textOf(args["user"]),
      fromUserId: WORKSPACE.botUserId,
      content: args,
      now: state.clock(),
    });
  }
  const isBroadcast = scalarOf(args["reply_broadcast"]) === "true";
  if (method === "chat.postMessage" && isBroadcast && args["thread_ts"]) {
    state.history.noteBroadcast(textOf(answer["channel"]), textOf(answer["ts"]));
  }
}

function readArguments(request: Request): Fields {
  const body = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
  const isJson = request.is("application/json") !== false && request.is("application/json") !== null;
  const parsed = isJson ? jsonOf(body) : undefined;
  const sent: Fields = isFields(parsed) ? parsed : Object.fromEntries(new URLSearchParams(body));
  const args: Record<string, unknown> = { ...Object.fromEntries(Object.entries(request.query)), ...sent };
  for (const name of STRUCTURED) {
    const value = args[name];
    if (typeof value === "string") args[name] = value === "" ? undefined : (jsonOf(value) ?? value);
  }
  return args;
}

function readToken(request: Request, args: Fields): string {
  return (request.get("authorization") ?? "").replace(/^Bearer\s+/i, "") || textOf(args["token"]);
}

/** Lets the fault happen; true when nothing is left to answer. */
async function strike(fault: DeskFault, response: Response): Promise<boolean> {
  if (fault.kind === "rate_limited") {
    response.status(429).set("retry-after", String(fault.seconds)).json({ ok: false, error: "ratelimited" });
    return true;
  }
  if (fault.kind === "5xx") {
    response.status(503).type("text/plain").send("Service Unavailable");
    return true;
  }
  if (fault.kind === "hang") return true;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, fault.seconds * 1000);
  response.on("close", () => {
    clearTimeout(timer);
    resolve();
  });
  await promise;
  return response.closed;
}
