import express, { Router } from "express";
import { answerMethod } from "./create-web-api.ts";
import type { DeskState } from "./desk-state.ts";
import { WORKSPACE } from "./emulator.ts";
import { type Fields, isFields, jsonOf } from "./fields.ts";
import type { ResponseTarget } from "./response-urls.ts";
import { refuseMessage } from "./validate-blocks.ts";

/** Where the bot posts its later answers to a command or a press. */
export function createResponseUrlRoute(state: DeskState): Router {
  const router = Router();
  router.post("/:id", express.text({ type: () => true, limit: "1mb" }), async (request, response) => {
    const target = state.responseUrls.use(request.params["id"] ?? "");
    if (typeof target === "string") {
      response.status(404).json({ ok: false, error: target });
      return;
    }
    const body = jsonOf(String(request.body));
    if (!isFields(body)) {
      response.status(400).json({ ok: false, error: "invalid_payload" });
      return;
    }
    const answer = await respond(state, target, body);
    response.status(answer["ok"] === true ? 200 : 400).json(answer);
  });
  return router;
}

/** Does what an answer to a command or a press asks for: a new message, ephemeral unless said otherwise, or a change of the source. */
export async function respond(state: DeskState, target: ResponseTarget, content: Fields): Promise<Fields> {
  const { channelId, userId, source } = target;
  const call = (method: string, args: Fields) => answerMethod(state, method, args, state.botToken);
  if (source && content["delete_original"] === true) {
    if (!source.isEphemeral) return call("chat.delete", { channel: channelId, ts: source.ts });
    state.ephemerals.remove(source.ts);
    state.feed.announce();
    return { ok: true };
  }
  const refusal = refuseMessage(content["blocks"], content["attachments"]);
  if (refusal) return { ok: false, error: refusal.error, response_metadata: { messages: refusal.messages } };
  if (source && content["replace_original"] === true) {
    if (!source.isEphemeral) {
      const { blocks, attachments, text } = content;
      return call("chat.update", {
        channel: channelId,
        ts: source.ts,
        text: text ?? "",
        blocks,
        attachments,
      });
    }
    state.ephemerals.replace(source.ts, content);
    state.feed.announce();
    return { ok: true };
  }
  if (content["response_type"] === "in_channel")
    return call("chat.postMessage", { ...content, channel: channelId });
  state.ephemerals.add({
    channelId,
    toUserId: userId,
    fromUserId: WORKSPACE.botUserId,
    content: { thread_ts: source?.threadTs, ...content },
    now: state.clock(),
  });
  state.feed.announce();
  return { ok: true };
}
