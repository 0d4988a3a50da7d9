import type { WebClient } from "@slack/web-api";
import { ConfigurationError } from "../../errors.ts";
import { SLACK_SCOPES } from "./slack-scopes.ts";

/** Asks Slack who we are and what we may do: a missing scope is reported now, not when somebody presses a button. */
export async function checkScopes(client: WebClient): Promise<{ team: string; botUserId: string }> {
  const { team, user_id: botUserId, response_metadata: metadata } = await client.auth.test();
  const granted = metadata?.scopes;
  const missing = granted === undefined ? [] : SLACK_SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missing.length > 0) {
    throw new ConfigurationError([
      {
        name: "SLACK_BOT_TOKEN",
        problem: `lacks ${missing.map(({ scope }) => scope).join(", ")}; update the app from its manifest and install it again`,
      },
    ]);
  }
  return { team: team ?? "", botUserId: botUserId ?? "" };
}
