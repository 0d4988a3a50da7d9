import { assignIds } from "./assign-ids.ts";
import type { DeskMessage } from "./desk.ts";
import { type Fields, objectsOf, textOf } from "./fields.ts";

/** Messages only one person sees. Slack keeps them out of every history, so the desk keeps them here. */
export class EphemeralStore {
  #messages: DeskMessage[] = [];
  #count = 0;

  add(message: {
    ts?: string;
    channelId: string;
    toUserId: string;
    fromUserId: string;
    content: Fields;
    now: Date;
  }): DeskMessage {
    const { channelId, toUserId, fromUserId, content, now } = message;
    this.#count += 1;
    // The microseconds only have to be unique and to sort after the emulator's own small counter.
    const made = `${Math.floor(now.getTime() / 1000)}.${900_000 + this.#count}`;
    const added: DeskMessage = {
      ts: message.ts || made,
      channelId,
      userId: fromUserId,
      ...contentOf(content),
      files: [],
      threadTs: textOf(content["thread_ts"]) || undefined,
      replyCount: 0,
      isBroadcast: false,
      isEdited: false,
      metadata: undefined,
      ephemeralTo: toUserId,
      subtype: undefined,
    };
    this.#messages.push(added);
    return added;
  }

  find(channelId: string, ts: string): DeskMessage | undefined {
    return this.#messages.find((message) => message.channelId === channelId && message.ts === ts);
  }

  in(channelId: string): readonly DeskMessage[] {
    return this.#messages.filter((message) => message.channelId === channelId);
  }

  replace(ts: string, content: Fields): void {
    this.#messages = this.#messages.map((message) =>
      message.ts === ts ? { ...message, ...contentOf(content) } : message,
    );
  }

  remove(ts: string): void {
    this.#messages = this.#messages.filter((message) => message.ts !== ts);
  }
}

function contentOf(content: Fields): Pick<DeskMessage, "text" | "blocks" | "attachments"> {
  return {
    text: textOf(content["text"]),
    blocks: assignIds(content["blocks"]),
    attachments: objectsOf(content["attachments"]).map((attachment) =>
      attachment["blocks"] === undefined
        ? attachment
        : { ...attachment, blocks: assignIds(attachment["blocks"]) },
    ),
  };
}
