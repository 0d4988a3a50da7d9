import { WebClient } from "@slack/web-api";
import type { Environment } from "../../config/environment.ts";
import { errorCode } from "../../errors.ts";
import { createPlainLogger, type Logger } from "../../logger.ts";
import { channelName, isChannelId } from "../../messages/channel-store.ts";
import { readIdentity, type SlackIdentity } from "./check-scopes.ts";
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

/** What Slack says of how we are set up. A problem is Slack's word for it. */
export interface SlackReport {
  readonly identity: SlackIdentity | { readonly problem: string };
  /** Whether Socket Mode would get a connection; null over HTTP. No connection is opened: Slack would send people's clicks to it. */
  readonly socket: { readonly problem: string | null } | null;
  /** The app's manifest in force, or why Slack does not show it. */
  readonly manifest: { readonly inForce: unknown } | { readonly problem: string };
  /** Empty when Slack does not know us. */
  readonly channels: readonly (WantedChannel & {
    /** Null when the bot can post there. */
    readonly problem: string | null;
    /** Whether a message was posted there, which `post` asks for. */
    readonly isPosted: boolean;
  })[];
}

/** Pages of public channels that one look-up reads, of a thousand each. */
const MAX_PAGES = 10;

/**
 * Asks Slack who the bot is, which scopes it has, whether it is in each channel, whether Socket Mode would connect, and for the
 * manifest in force. With `post` it posts to each channel, and removes that again.
 */
export async function probeSlack(
  { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_CONFIG_TOKEN, SLACK_API_URL }: Environment,
  { channels, post }: { readonly channels: readonly WantedChannel[]; readonly post: boolean },
  logger: Logger,
): Promise<SlackReport> {
  const options = webClientOptions(createSlackLogger(createPlainLogger(logger)), SLACK_API_URL);
  const client = new WebClient(SLACK_BOT_TOKEN, options);
  const identity = await attempt(() => readIdentity(client));
  const isKnown = !("problem" in identity);
  const appId = (isKnown ? identity.appId : null) ?? appIdOf(SLACK_APP_TOKEN);
  return {
    identity,
    channels: isKnown ? await probeChannels(client, channels, post) : [],
    socket:
      SLACK_APP_TOKEN === undefined
        ? null
        : {
            problem: await problemOf(() =>
              new WebClient(undefined, {
                ...options,
                headers: { Authorization: `Bearer ${SLACK_APP_TOKEN}` },
              }).apps.connections.open({}),
            ),
          },
    manifest:
      appId === null
        ? { problem: "app_id_unknown" }
        : await readManifest(new WebClient(SLACK_CONFIG_TOKEN ?? SLACK_BOT_TOKEN, options), appId),
  };
}

async function probeChannels(
  client: WebClient,
  channels: readonly WantedChannel[],
  post: boolean,
): Promise<SlackReport["channels"]> {
  const own = await attempt(() => listOwnChannels(client, { withArchived: true }));
  const ids = new Map(
    "problem" in own ? [] : own.map(({ name, channelId }) => [channelName(name), channelId]),
  );
  const checked = [];
  for (const wanted of channels) {
    const id = isChannelId(wanted.channel) ? wanted.channel : ids.get(channelName(wanted.channel));
    const problem =
      id !== undefined
        ? await channelProblem(client, id)
        : "problem" in own
          ? own.problem
          : await absentProblem(client, channelName(wanted.channel));
    if (!post || problem !== null || id === undefined) {
      checked.push({ ...wanted, problem, isPosted: false });
      continue;
    }
    const refused = await postProblem(client, id);
    checked.push({ ...wanted, problem: refused, isPosted: refused === null });
  }
  return checked;
}

/** Why the bot cannot post there; null when it can. */
async function channelProblem(client: WebClient, id: string): Promise<string | null> {
  const answer = await attempt(() => client.conversations.info({ channel: id }));
  if ("problem" in answer) return answer.problem;
  const { channel } = answer;
  if (channel?.is_archived === true) return "is_archived";
  return channel?.is_member === true || channel?.is_im === true ? null : "not_in_channel";
}

/** A channel the bot is not in: whether there is a public one of this name. */
async function absentProblem(client: WebClient, name: string): Promise<string> {
  let cursor = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { types: "public_channel", limit: 1_000, ...(cursor !== "" && { cursor }) };
    const answer = await attempt(() => client.conversations.list(query));
    // It may well exist, and we are not in it in any case.
    if ("problem" in answer) return "not_in_channel";
    const found = (answer.channels ?? []).find(
      (one) => one.name !== undefined && channelName(one.name) === name,
    );
    if (found !== undefined) return found.is_archived === true ? "is_archived" : "not_in_channel";
    cursor = answer.response_metadata?.next_cursor ?? "";
    if (cursor === "") return "channel_not_found";
  }
  return "not_in_channel";
}

function postProblem(client: WebClient, channel: string): Promise<string | null> {
  return problemOf(async () => {
    const text = "nightshift doctor: this channel can be posted to. This message is removed again.";
    const { ts } = await client.chat.postMessage({ channel, text });
    if (ts !== undefined) await client.chat.delete({ channel, ts });
  });
}

async function readManifest(client: WebClient, appId: string): Promise<SlackReport["manifest"]> {
  const answer = await attempt(() => client.apps.manifest.export({ app_id: appId }));
  if ("problem" in answer) return answer;
  return { inForce: answer.manifest };
}

/** An app-level token has the app's id in it: `xapp-1-A0123ABC-…`. */
function appIdOf(appToken: string | undefined): string | null {
  return /^xapp-\d+-(A[A-Z0-9]+)-/.exec(appToken ?? "")?.[1] ?? null;
}

async function attempt<Result extends object>(
  ask: () => Promise<Result>,
): Promise<Result | { readonly problem: string }> {
  try {
    return await ask();
  } catch (error) {
    return { problem: slackWord(error) ?? errorCode(error) };
  }
}

async function problemOf(ask: () => Promise<unknown>): Promise<string | null> {
  const answer = await attempt(async () => ({ said: await ask() }));
  return "problem" in answer ? answer.problem : null;
}
