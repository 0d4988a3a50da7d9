import type { Clock } from "../../clock.ts";

/** For how long a channel gets text in place of charts and tables after Slack refused them there. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const MOST_CHANNELS = 10_000;

/** The channels whose Slack refused charts and tables lately. */
export interface PlainChannels {
  has(channelId: string): boolean;
  note(channelId: string): void;
}

/** Each process finds out for itself: that costs one refused answer a day and channel. */
export function createPlainChannels(clock: Clock): PlainChannels {
  const until = new Map<string, number>();
  return {
    has: (channelId) => (until.get(channelId) ?? 0) > clock().getTime(),
    note(channelId) {
      until.delete(channelId);
      until.set(channelId, clock().getTime() + REMEMBERED_MS);
      const [oldest] = until.keys();
      if (until.size > MOST_CHANNELS && oldest !== undefined) until.delete(oldest);
    },
  };
}
