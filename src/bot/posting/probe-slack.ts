import { WebClient } from "@slack/web-api";
import type { Environment } from "../../config/environment.ts";
import { errorCode } from "../../errors.ts";
import { createPlainLogger, type Logger } from "../../logger.ts";
import { channelName, isChannelId } from "../../messages/channel-store.ts";
import { checkScopes } from "./check-scopes.ts";
import { createSlackLogger } from "./create-slack-logger.ts";
import { listOwnChannels } from "./list-own-channels.ts";
import { slackWord } from "./slack-word.ts";
import { webClientOptions } from "./web-client-options.ts";

/** A channel that somebody's messages go to. */
export interface WantedChannel {
  /** By name or id, as it was set. */
  readonly channel: string;
  /** Whose it is: tenants, or the setting that names it. */
  readonly of: string;
}

/** What Slack says of how we are set up. */
export interface SlackReport {
  readonly team: string;
  readonly botUserId: string;
  /** Whether Socket Mode would get a connection; null over HTTP. No connection is opened: Slack would send people's clicks to it. */
  readonly socket: { readonly problem: string | null } | null;
  readonly channels: readonly (WantedChannel & {
    /** Null when the bot can post there. */
    readonly problem: string | null;
    /** Whether a message was posted there, which `post` asks for. */
    readonly isPosted: boolean;
  })[];
}

/**
 * Asks Slack who the bot is, whether it has all its scopes, whether it is in each channel, and whether Socket Mode would
 * connect. With `post` it says so in each channel, and removes that again. Throws ConfigurationError, or Slack's error.
 */
export async function probeSlack(
  { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL }: Environment,
  { channels, post }: { readonly channels: readonly WantedChannel[]; readonly post: boolean },
  logger: Logger,
): Promise<SlackReport> {
  const slackLogger = createSlackLogger(createPlainLogger(logger));
  const client = new WebClient(SLACK_BOT_TOKEN, webClientOptions(slackLogger, SLACK_API_URL));
  const who = await checkScopes(client);
  const own = channels.length === 0 ? [] : await listOwnChannels(client);
  const ids = new Map(own.map(({ name, channelId }) => [channelName(name), channelId]));
  const checked = [];
  for (const wanted of channels) {
    const id = isChannelId(wanted.channel) ? wanted.channel : ids.get(channelName(wanted.channel));
    const problem = id === undefined ? "not_in_channel" : await channelProblem(client, id);
    if (!post || problem !== null || id === undefined) {
      checked.push({ ...wanted, problem, isPosted: false });
      continue;
    }
    const refused = await postProblem(client, id);
    checked.push({ ...wanted, problem: refused, isPosted: refused === null });
  }
  return {
    ...who,
    channels: checked,
    socket:
      SLACK_APP_TOKEN === undefined
        ? null
        : { problem: await socketProblem(SLACK_APP_TOKEN, webClientOptions(slackLogger, SLACK_API_URL)) },
  };
}

/** Slack's word for why the bot cannot post there; null when it can. */
async function channelProblem(client: WebClient, channel: string): Promise<string | null> {
  try {
    const answer = await client.conversations.info({ channel });
    if (answer.channel?.is_archived === true) return "is_archived";
    return answer.channel?.is_member === true ? null : "not_in_channel";
  } catch (error) {
    return slackWord(error) ?? errorCode(error);
  }
}

async function postProblem(client: WebClient, channel: string): Promise<string | null> {
  try {
    const text = "nightshift doctor: this channel can be posted to. This message is removed again.";
    const { ts } = await client.chat.postMessage({ channel, text });
    if (ts !== undefined) await client.chat.delete({ channel, ts });
    return null;
  } catch (error) {
    return slackWord(error) ?? errorCode(error);
  }
}

async function socketProblem(
  appToken: string,
  options: ReturnType<typeof webClientOptions>,
): Promise<string | null> {
  try {
    const client = new WebClient(undefined, { ...options, headers: { Authorization: `Bearer ${appToken}` } });
    await client.apps.connections.open({});
    return null;
  } catch (error) {
    return slackWord(error) ?? errorCode(error);
  }
}
