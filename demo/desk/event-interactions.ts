import { answered, OK } from "./bot-answer.ts";
import type { BotClient } from "./bot-client.ts";
import type { BotAnswer } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { WORKSPACE } from "./emulator.ts";
import { type Fields, fieldsOf, jsonOf, textOf } from "./fields.ts";
import { eventEnvelope } from "./payloads.ts";

/** What the bot receives as events. */
export interface EventInteractions {
  openHome(userId: string): Promise<BotAnswer>;
  say(input: {
    userId: string;
    channelId: string;
    text: string;
    threadTs?: string | undefined;
  }): Promise<BotAnswer>;
  verifyBot(): Promise<boolean>;
}

export function createEventInteractions(state: DeskState, bot: BotClient): EventInteractions {
  const { emulator, views } = state;

  async function openHome(userId: string): Promise<BotAnswer> {
    const home = views.home(userId);
    return sendEvent({
      type: "app_home_opened",
      user: userId,
      channel: emulator.directMessageId(userId),
      tab: "home",
      event_ts: String(state.clock().getTime() / 1000),
      ...(home ? { view: home.view } : {}),
    });
  }

  async function say({
    userId,
    channelId,
    text,
    threadTs,
  }: {
    userId: string;
    channelId: string;
    text: string;
    threadTs?: string | undefined;
  }): Promise<BotAnswer> {
    const posted = await emulator.call(
      "chat.postMessage",
      { channel: channelId, text, thread_ts: threadTs },
      emulator.userToken(userId),
    );
    state.feed.announce();
    if (posted["ok"] !== true)
      return { isOk: false, code: "not_found", problem: `Not sent: ${textOf(posted["error"])}` };
    const isDirect = channelId === emulator.directMessageId(userId);
    const event = {
      user: userId,
      text,
      ts: posted["ts"],
      channel: channelId,
      event_ts: posted["ts"],
      thread_ts: threadTs,
    };
    if (isDirect) return sendEvent({ type: "message", channel_type: "im", ...event });
    return text.includes(`<@${WORKSPACE.botUserId}>`) ? sendEvent({ type: "app_mention", ...event }) : OK;
  }

  /** Slack tries an event again at once; its later retries (a minute, five minutes) are left out. */
  async function sendEvent(event: Fields): Promise<BotAnswer> {
    const envelope = eventEnvelope(event, state.clock());
    const first = await bot.sendEvent(envelope);
    if (first.isOk) return OK;
    const reason = first.code === "operation_timeout" ? "http_timeout" : "http_error";
    return answered(await bot.sendEvent(envelope, { number: 1, reason }));
  }

  async function verifyBot(): Promise<boolean> {
    const challenge = `desk-${state.clock().getTime()}`;
    const reply = await bot.sendEvent({ type: "url_verification", token: "", challenge });
    return (
      reply.isOk && (fieldsOf(jsonOf(reply.body))["challenge"] === challenge || reply.body === challenge)
    );
  }

  return { openHome, say, verifyBot };
}
