import type { Environment } from "../config/environment.ts";
import { COMMANDS } from "./commands/commands.ts";
import { SLACK_SCOPES } from "./posting/slack-scopes.ts";

/** Bot events the app listens to. */
export const EVENTS = ["app_home_opened"] as const;

/** The manifest for these settings: of Socket Mode with an app token, and where no public address is known. */
export function manifestFor({
  PUBLIC_URL,
  SLACK_APP_TOKEN,
}: Pick<Environment, "PUBLIC_URL" | "SLACK_APP_TOKEN">) {
  return createManifest(SLACK_APP_TOKEN === undefined ? (PUBLIC_URL?.replace(/\/$/, "") ?? null) : null);
}

/** The app's manifest, from which Slack creates or updates it. `publicUrl` is where Slack reaches us; null for Socket Mode. */
export function createManifest(publicUrl: string | null) {
  const url = publicUrl === null ? {} : { url: `${publicUrl}/slack/events` };
  const requestUrl = publicUrl === null ? {} : { request_url: `${publicUrl}/slack/events` };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: "nightshift",
      description: "Watches the nightly data runs and speaks up when one goes wrong.",
      background_color: "#1a1d29",
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: "nightshift", always_online: true },
      slash_commands: COMMANDS.map(({ name, description, usage }) => ({
        command: name,
        description,
        usage_hint: usage,
        should_escape: false,
        ...url,
      })),
    },
    oauth_config: { scopes: { bot: SLACK_SCOPES.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: { ...requestUrl, bot_events: [...EVENTS] },
      interactivity: { is_enabled: true, ...requestUrl },
      org_deploy_enabled: false,
      socket_mode_enabled: publicUrl === null,
      token_rotation_enabled: false,
    },
  };
}
