import { setTimeout as sleep } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { errorCode } from "../../errors.ts";
import { channelName, isChannelId, readChannel, saveChannels } from "../../messages/channel-store.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import { listOwnChannels } from "./list-own-channels.ts";
import type { ChannelNames } from "./slack-notifier.ts";
import { slackWord } from "./slack-word.ts";

/** A name is looked up again after this long: its channel may have been renamed, and another one have its name. */
const FRESH_MS = 60 * 60_000;
/** How often Slack is asked for our channels at most, whatever names are missing. */
const ASK_EVERY_MS = 60_000;
/** How long a message waits for the answer: the id known so far, or the name, does as well. */
const PATIENCE_MS = 3_000;

/** The channels we are in, by name: asked of Slack once, kept in the database, and asked again when a name is old or refused. */
export function createChannelNames({
  client,
  database,
  clock,
  logger,
  patienceMs = PATIENCE_MS,
}: {
  readonly client: WebClient;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: BotLogger;
  readonly patienceMs?: number;
}): ChannelNames {
  const refused = new Set<string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;

  async function resolve(channel: string): Promise<string> {
    if (isChannelId(channel)) return channel;
    const name = channelName(channel);
    const known = await database.withService((transaction) => readChannel(transaction, name));
    const isFresh = known !== null && clock().getTime() - known.resolvedAt.getTime() < FRESH_MS;
    if (isFresh && !refused.has(name)) return known.channelId;
    await Promise.race([askOnce(), sleep(patienceMs, undefined, { ref: false })]);
    refused.delete(name);
    const found = await database.withService((transaction) => readChannel(transaction, name));
    // A channel that was renamed keeps its id, and its messages stay where its people are.
    return found?.channelId ?? channel;
  }

  async function askOnce(): Promise<void> {
    if (clock().getTime() - askedAt < ASK_EVERY_MS) return;
    asking ??= ask().finally(() => {
      asking = null;
    });
    await asking;
  }

  async function ask(): Promise<void> {
    askedAt = clock().getTime();
    try {
      const found = await listOwnChannels(client);
      await database.withService((transaction) => saveChannels(transaction, found, clock()));
    } catch (error) {
      // Without the ids, names still work: Slack resolves them when it posts.
      logger.warn("slack channels not listed", { code: slackWord(error) ?? errorCode(error) });
    }
  }

  return {
    resolve,
    async learn(channel, channelId) {
      if (isChannelId(channel)) return;
      const name = channelName(channel);
      const known = await database.withService((transaction) => readChannel(transaction, name));
      if (known?.channelId === channelId) return;
      await database.withService((transaction) => saveChannels(transaction, [{ name, channelId }], clock()));
    },
    forget: (channel) => void refused.add(channelName(channel)),
  };
}
