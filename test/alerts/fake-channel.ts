import type { Delivery, MessageChannel, PostedMessage } from "../../src/messages/message-channel.ts";
import type { DeliveryFailure } from "../../src/messages/retry-delivery.ts";

/** A failure as a message channel throws it. */
export class ChannelFailure extends Error {
  constructor(
    readonly failure: DeliveryFailure,
    readonly retryAfterMs: number | null = null,
    /** What the receiver calls it. */
    readonly word: string = failure,
  ) {
    super(failure);
  }
}

/** What becomes of the next attempt: `lost` is posted, and the answer never comes. */
export type Fate = "fine" | "lost" | DeliveryFailure | Error;

/** A message as people see it. */
export interface Seen<Content> {
  readonly outboxId: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  content: Content;
}

/** A channel that keeps what is posted in memory, with faults on demand. */
export interface FakeChannel<Content> extends MessageChannel<Content> {
  readonly messages: Seen<Content>[];
  /** Fates of the next deliveries, in order; then all is fine. */
  readonly fates: Fate[];
  /** Fates of the next searches: `lost` finds nothing although it is there. */
  readonly searches: Fate[];
  /** Number of searches made. */
  searched: number;
  remove(ts: string): void;
}

export function createFakeChannel<Content>(): FakeChannel<Content> {
  const messages: Seen<Content>[] = [];
  const fates: Fate[] = [];
  const searches: Fate[] = [];
  let posts = 0;

  function place({ channel, ts }: Seen<Content>): PostedMessage {
    return { channel, ts };
  }

  function write(delivery: Delivery<Content>): PostedMessage {
    const { outboxId, channel, threadTs, messageTs, broadcast = false, content } = delivery;
    if (messageTs !== null) {
      const message = messages.find(({ ts }) => ts === messageTs);
      if (message === undefined) throw new ChannelFailure("gone");
      message.content = content;
      return place(message);
    }
    if (threadTs !== null && !messages.some(({ ts }) => ts === threadTs)) throw new ChannelFailure("gone");
    posts += 1;
    const id = channel.startsWith("C-") ? channel : `C-${channel}`;
    const message = { outboxId, channel: id, ts: `1700.${posts}`, threadTs, broadcast, content };
    messages.push(message);
    return place(message);
  }

  return {
    messages,
    fates,
    searches,
    searched: 0,
    async deliver(delivery) {
      const fate = fates.shift() ?? "fine";
      if (fate === "fine") return write(delivery);
      if (fate === "lost") {
        write(delivery);
        throw new ChannelFailure("unknown_outcome");
      }
      throw fate instanceof Error ? fate : new ChannelFailure(fate, fate === "retry_after" ? 3_000 : null);
    },
    async findPosted({ outboxId }) {
      this.searched += 1;
      const fate = searches.shift() ?? "fine";
      if (fate === "lost") return null;
      if (fate !== "fine") throw fate instanceof Error ? fate : new ChannelFailure(fate);
      const message = messages.find((one) => one.outboxId === outboxId);
      return message === undefined ? null : place(message);
    },
    remove(ts) {
      messages.splice(
        messages.findIndex((message) => message.ts === ts),
        1,
      );
    },
  };
}
