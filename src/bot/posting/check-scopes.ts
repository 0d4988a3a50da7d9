import type { WebClient } from "@slack/web-api";
import { ConfigurationError } from "../../errors.ts";
import { SLACK_SCOPES } from "./slack-scopes.ts";

/** Who Slack says we are. */
export interface SlackIdentity {
  readonly team: string;
  readonly botUserId: string;
  /** The app's id; null when Slack does not say. */
  readonly appId: string | null;
  /** Scopes of the manifest that the token lacks; null when Slack does not say. */
  readonly missingScopes: readonly string[] | null;
}

/** Asks Slack who we are and what we may do. Throws Slack's error. */
export async function readIdentity(client: WebClient): Promise<SlackIdentity> {
  const { team, user_id: botUserId, app_id: appId, response_metadata: metadata } = await client.auth.test();
  const granted = metadata?.scopes;
  return {
    team: team ?? "",
    botUserId: botUserId ?? "",
    appId: appId ?? null,
    missingScopes:
      granted === undefined
        ? null
        : SLACK_SCOPES.map(({ scope }) => scope).filter((scope) => !granted.includes(scope)),
  };
}

/** The same, where a missing scope is an error: it is reported now, not when somebody presses a button. */
export async function checkScopes(client: WebClient): Promise<SlackIdentity> {
  const identity = await readIdentity(client);
  const missing = identity.missingScopes ?? [];
  if (missing.length > 0) {
    throw new ConfigurationError([{ name: "SLACK_BOT_TOKEN", problem: lackOf(missing) }]);
  }
  return identity;
}

/** What is wrong with a token that lacks these scopes, and what to do. */
export function lackOf(scopes: readonly string[]): string {
  return `lacks ${scopes.join(", ")}; update the app from its manifest and install it again`;
}
