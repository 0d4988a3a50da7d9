import { createHash } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import type { AlertCard } from "../../alerts/cards/alert-card.ts";
import type { StormDigest } from "../../alerts/notify/storm-digest.ts";
import type { ChecklistCard } from "../../alerts/runbooks/checklist-card.ts";
import { CHANNEL_PROBLEMS } from "../../messages/channel-problems.ts";
import type { Delivery, MessageChannel, PostedMessage } from "../../messages/message-channel.ts";
import type { GateCard } from "../../qa/gate/gate-card.ts";
import type { QaSampleCard } from "../../qa/verdicts/qa-sample-card.ts";
import { alertDigestMessage } from "../blocks/alerts/alert-digest-message.ts";
import { alertMessage } from "../blocks/alerts/alert-message.ts";
import { alertNoteMessage, type NoteTaken } from "../blocks/alerts/alert-note-message.ts";
import type { Message } from "../blocks/kit/message.ts";
import { channelText, context, escapeText } from "../blocks/kit/text.ts";
import { qaGateMessage } from "../blocks/qa/qa-gate-message.ts";
import { type QaRunCard, qaRunMessage } from "../blocks/qa/qa-run-message.ts";
import { qaSampleMessage } from "../blocks/qa/qa-sample-message.ts";
import { checklistMessage } from "../blocks/runbooks/checklist-message.ts";
import type { AlertRef } from "../ports/alerts.ts";
import { messageLink } from "./message-link.ts";
import { readDeliveryError, SlackDeliveryError } from "./slack-delivery-error.ts";

/** What a message of the outbox shows. */
export type SlackContent =
  | { readonly kind: "alert"; readonly card: AlertCard }
  | {
      readonly kind: "alert_note";
      readonly note: string;
      readonly card?: PostedMessage;
      readonly acknowledge?: AlertRef;
      readonly taken?: NoteTaken;
    }
  | { readonly kind: "alert_checklist"; readonly card: ChecklistCard }
  | { readonly kind: "alert_digest"; readonly summary: StormDigest }
  | { readonly kind: "qa_run"; readonly card: QaRunCard }
  | { readonly kind: "qa_gate"; readonly card: GateCard; readonly reviewers: readonly string[] }
  | { readonly kind: "qa_sample"; readonly card: QaSampleCard };

/** Posts the messages of the outbox to Slack. Throws a SlackDeliveryError that says what to do about it. */
export type SlackNotifier = MessageChannel<SlackContent>;
type SlackDelivery = Delivery<SlackContent>;

const EVENT_TYPE = "nightshift_outbox";
/** A message, or its text alone. */
interface Shown {
  readonly text: string;
  readonly blocks: Message["blocks"] | null;
}

/** What Slack answers to a message that is too long or malformed. */
const UNFIT = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "http_413"];
/** Slack takes no replies to this message, and will not. */
const THREAD_CLOSED = ["cannot_reply_to_message", "restricted_action_thread_locked"];
/** The message is still there, but Slack lets us change it no more. */
const UNCHANGEABLE = ["cant_update_message", "edit_window_closed"];
/** How many pages of history one search reads; at one message per second, more than a quarter of an hour. */
const MAX_PAGES = 10;

/** The ids that channels' names stand for. */
export interface ChannelNames {
  /** The channel itself where it is an id, or no id is known. */
  resolve(channel: string): Promise<string>;
  /** Slack posted to this name in that channel. */
  learn(channel: string, channelId: string): Promise<void>;
  /** Slack refused this name: its id is asked for again. */
  forget(channel: string): void;
}

export function createSlackNotifier(client: WebClient, names: ChannelNames | null = null): SlackNotifier {
  async function send(delivery: SlackDelivery, shown: Shown): Promise<PostedMessage> {
    if (delivery.messageTs !== null) return change(client, delivery, delivery.messageTs, shown);
    const channel = (await names?.resolve(delivery.channel)) ?? delivery.channel;
    try {
      const posted = await postAnyway(client, { ...delivery, channel }, shown);
      await names?.learn(delivery.channel, posted.channel);
      return posted;
    } catch (error) {
      if (error instanceof SlackDeliveryError && error.failure === "config") names?.forget(delivery.channel);
      throw error;
    }
  }
  return {
    channelProblems: CHANNEL_PROBLEMS,
    async deliver(delivery) {
      const rendered = withOrigin(render(delivery.content), delivery.moved);
      const message = withBackLink(rendered, delivery.lost);
      try {
        return await send(delivery, message);
      } catch (error) {
        if (!(error instanceof SlackDeliveryError && UNFIT.includes(error.word))) throw error;
        // Slack took none of it, and plain text is better than an alert that nobody sees.
        return send(delivery, {
          text: `${message.text} (shown without its details: ${error.word})`,
          blocks: null,
        });
      }
    },
    async findPosted(wanted, since) {
      const channel = (await names?.resolve(wanted.channel)) ?? wanted.channel;
      return findPosted(client, { ...wanted, channel }, since);
    },
  };
}

/** Posts; a reply that its thread takes no more goes into the channel, and names the message it belongs to. */
async function postAnyway(client: WebClient, delivery: SlackDelivery, shown: Shown): Promise<PostedMessage> {
  try {
    return await post(client, delivery, shown);
  } catch (error) {
    const { channel, threadTs } = delivery;
    const isClosed = error instanceof SlackDeliveryError && THREAD_CLOSED.includes(error.word);
    if (!isClosed || threadTs === null) throw error;
    return post(
      client,
      { ...delivery, threadTs: null },
      withRoot(shown, messageLink({ channel, ts: threadTs })),
    );
  }
}

/** Outside its thread, a message says what it belongs to. */
function withRoot({ text, blocks }: Shown, link: string): Shown {
  const about = `About <${link}|this message>, whose thread takes no replies.`;
  return {
    text: `${text} (about ${link})`,
    blocks: blocks === null ? null : [...blocks, context(about)],
  };
}

/**
 * Edits a message. One that Slack lets us change no more stays the only card, buttons included: they still answer. What
 * changed is said once in its thread.
 */
async function change(
  client: WebClient,
  delivery: SlackDelivery,
  ts: string,
  shown: Shown,
): Promise<PostedMessage> {
  const { channel } = delivery;
  try {
    return await edit(client, channel, ts, shown);
  } catch (error) {
    if (!(error instanceof SlackDeliveryError && UNCHANGEABLE.includes(error.word))) throw error;
    const outboxId = `${delivery.outboxId}:${createHash("sha256").update(shown.text).digest("hex").slice(0, 12)}`;
    const threadTs = delivery.threadTs ?? ts;
    const isSaid = await findPosted(
      client,
      { outboxId, channel, threadTs },
      new Date(Number(threadTs) * 1000),
    );
    if (isSaid === null) {
      const text = `${shown.text} (Slack no longer lets me change the message above.)`;
      await postAnyway(client, { ...delivery, outboxId, threadTs, messageTs: null }, { text, blocks: null });
    }
    return { channel, ts };
  }
}

function render(content: SlackContent): Message {
  switch (content.kind) {
    case "alert":
      return alertMessage(content.card);
    case "alert_note":
      return alertNoteMessage(content.note, {
        link: content.card === undefined ? null : messageLink(content.card),
        acknowledge: content.acknowledge ?? null,
        taken: content.taken ?? null,
      });
    case "alert_checklist":
      return checklistMessage(content.card);
    case "alert_digest":
      return alertDigestMessage(content.summary);
    case "qa_run":
      return qaRunMessage(content.card);
    case "qa_gate":
      return qaGateMessage(content.card, content.reviewers);
    case "qa_sample":
      return qaSampleMessage(content.card);
  }
}

/** Deleting a message leaves its thread: the new message links to it. */
function withBackLink(message: Message, lost: PostedMessage | undefined): Message {
  if (lost === undefined) return message;
  const link = `<${messageLink(lost)}|what was said there>`;
  return {
    ...message,
    blocks: [...message.blocks, context(`Posted again because the earlier message was deleted: ${link}`)],
  };
}

/** Readers of the fallback channel learn why the message is there. */
function withOrigin(message: Message, moved: SlackDelivery["moved"]): Message {
  if (moved === undefined) return message;
  const why = `Meant for ${channelText(moved.channel)}, which Slack refused: \`${escapeText(moved.problem, 100)}\`. App Home says what to do.`;
  return { ...message, blocks: [...message.blocks, context(why)] };
}

async function post(
  client: WebClient,
  { outboxId, channel, threadTs, broadcast }: SlackDelivery,
  { text, blocks }: Shown,
): Promise<PostedMessage> {
  const thread =
    threadTs === null
      ? {}
      : { thread_ts: threadTs, ...(broadcast === true ? { reply_broadcast: true as const } : {}) };
  try {
    const answer = await client.chat.postMessage({
      channel,
      text,
      ...(blocks !== null && { blocks }),
      ...thread,
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: EVENT_TYPE, event_payload: { outbox_id: outboxId } },
    });
    return placed(answer.channel, answer.ts);
  } catch (error) {
    throw error instanceof SlackDeliveryError ? error : readDeliveryError(error, true);
  }
}

async function edit(
  client: WebClient,
  channel: string,
  ts: string,
  { text, blocks }: Shown,
): Promise<PostedMessage> {
  try {
    const answer = await client.chat.update({ channel, ts, text, ...(blocks !== null && { blocks }) });
    return placed(answer.channel ?? channel, answer.ts ?? ts);
  } catch (error) {
    throw error instanceof SlackDeliveryError ? error : readDeliveryError(error, false);
  }
}

function placed(channel: string | undefined, ts: string | undefined): PostedMessage {
  // Slack said ok but not where: it is there, and only a search can find it.
  if (channel === undefined || ts === undefined)
    throw new SlackDeliveryError("unknown_outcome", "no_ts", null);
  return { channel, ts };
}

/** Looks in the thread, and then in the channel, where a reply may have gone. */
async function findPosted(
  client: WebClient,
  wanted: Pick<SlackDelivery, "outboxId" | "channel" | "threadTs">,
  since: Date,
): Promise<PostedMessage | null> {
  const found = await search(client, wanted, since);
  if (found !== null || wanted.threadTs === null) return found;
  return search(client, { ...wanted, threadTs: null }, since);
}

async function search(
  client: WebClient,
  { outboxId, channel, threadTs }: Pick<SlackDelivery, "outboxId" | "channel" | "threadTs">,
  since: Date,
): Promise<PostedMessage | null> {
  // Slack's clock may be a little behind ours.
  const oldest = String(Math.floor(since.getTime() / 1000) - 60);
  let cursor: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = {
        channel,
        oldest,
        limit: 100,
        include_all_metadata: true as const,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const answer =
        threadTs === null
          ? await client.conversations.history(query)
          : await client.conversations.replies({ ...query, ts: threadTs });
      const found = answer.messages?.find(
        ({ metadata }) =>
          metadata?.event_type === EVENT_TYPE && outboxIdOf(metadata.event_payload) === outboxId,
      );
      if (found?.ts !== undefined) return { channel, ts: found.ts };
      cursor = answer.response_metadata?.next_cursor || undefined;
      if (cursor === undefined) return null;
    }
  } catch (error) {
    throw readDeliveryError(error, false);
  }
  throw new SlackDeliveryError("transient", "history_too_long", null);
}

function outboxIdOf(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "outbox_id" in payload
    ? payload.outbox_id
    : undefined;
}
