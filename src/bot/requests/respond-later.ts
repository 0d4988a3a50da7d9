import type { RespondArguments } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { UsageError } from "../../errors.ts";

const TIMEOUT_MS = 10_000;
const SLACK_ORIGINS: ReadonlySet<string> = new Set([
  "https://hooks.slack.com",
  "https://hooks.slack-gov.com",
]);

/** Answers privately where something was pressed. */
export type Respond = (message: RespondArguments) => Promise<unknown>;

/**
 * Answers where a button was pressed earlier, at the address that Slack gave with the press, good for 30 minutes and five
 * answers. Only Slack's own addresses are called (https://docs.slack.dev/interactivity/handling-user-interaction).
 */
export function respondLater(responseUrl: string, client: Pick<WebClient, "slackApiUrl">): Respond {
  return async (message) => {
    const url = new URL(responseUrl);
    if (!SLACK_ORIGINS.has(url.origin) && url.origin !== new URL(client.slackApiUrl).origin) {
      throw new UsageError("The form does not come from a message of Slack's. Press the button again.");
    }
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Slack refused the answer with status ${response.status}`);
  };
}
