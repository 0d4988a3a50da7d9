import { randomBytes } from "node:crypto";
import type { DeskMessage, DeskUser } from "./desk.ts";
import { WORKSPACE } from "./emulator.ts";
import type { Fields } from "./fields.ts";

/** Deprecated by Slack but still sent with every request; the bot has to go by the signature. */
const VERIFICATION_TOKEN = "desk-verification-token";

const TEAM = { id: WORKSPACE.teamId, domain: WORKSPACE.domain };

interface Asker {
  user: DeskUser;
  triggerId: string;
}

/** The form of a slash command. */
export function slashCommandForm(
  { user, triggerId }: Asker,
  command: { command: string; text: string; channelId: string; channelName: string; responseUrl: string },
): Record<string, string> {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: command.channelId,
    channel_name: command.channelName,
    user_id: user.id,
    user_name: user.name,
    command: command.command,
    text: command.text,
    api_app_id: WORKSPACE.appId,
    is_enterprise_install: "false",
    response_url: command.responseUrl,
    trigger_id: triggerId,
  };
}

function common(type: string, user: DeskUser): Fields {
  return {
    type,
    user: { id: user.id, username: user.name, name: user.name, team_id: TEAM.id },
    api_app_id: WORKSPACE.appId,
    token: VERIFICATION_TOKEN,
    team: TEAM,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A press in a message. An ephemeral message is not sent along, only where it is. */
export function messageActionPayload(
  { user, triggerId }: Asker,
  press: {
    source: DeskMessage;
    message: Fields | undefined;
    channelName: string;
    responseUrl: string;
    values: Fields;
    action: Fields;
  },
): Fields {
  const { source, message } = press;
  const isEphemeral = source.ephemeralTo !== undefined;
  return {
    ...common("block_actions", user),
    container: {
      type: "message",
      message_ts: source.ts,
      channel_id: source.channelId,
      is_ephemeral: isEphemeral,
      ...(source.threadTs === undefined ? {} : { thread_ts: source.threadTs }),
    },
    trigger_id: triggerId,
    channel: { id: source.channelId, name: press.channelName },
    ...(isEphemeral || message === undefined ? {} : { message: { ...message, team: TEAM.id } }),
    state: { values: press.values },
    response_url: press.responseUrl,
    actions: [press.action],
  };
}

/** A press in a modal or in App Home. */
export function viewActionPayload(
  { user, triggerId }: Asker,
  { view, values, action }: { view: Fields; values: Fields; action: Fields },
): Fields {
  return {
    ...common("block_actions", user),
    container: { type: "view", view_id: view["id"] },
    trigger_id: triggerId,
    view: { ...view, state: { values } },
    actions: [action],
  };
}

/** A submitted modal. */
export function viewSubmissionPayload({ user, triggerId }: Asker, view: Fields, values: Fields): Fields {
  return {
    ...common("view_submission", user),
    trigger_id: triggerId,
    view: { ...view, state: { values } },
    response_urls: [],
  };
}

/** A modal closed with Cancel, or all of them at once. */
export function viewClosedPayload(user: DeskUser, view: Fields, isCleared: boolean): Fields {
  return { ...common("view_closed", user), view, is_cleared: isCleared };
}

/** Something that happened, in the envelope of the Events API. */
export function eventEnvelope(event: Fields, now: Date): Fields {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    api_app_id: WORKSPACE.appId,
    event,
    type: "event_callback",
    event_id: `Ev${randomBytes(6).toString("hex").toUpperCase()}`,
    event_time: Math.floor(now.getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: TEAM.id,
        user_id: WORKSPACE.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}
