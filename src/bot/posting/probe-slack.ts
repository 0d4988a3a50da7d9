import { WebClient } from "@slack/web-api";
import type { Environment } from "../../config/environment.ts";
import { createPlainLogger, type Logger } from "../../logger.ts";
import { checkScopes } from "./check-scopes.ts";
import { createSlackLogger } from "./create-slack-logger.ts";
import { webClientOptions } from "./web-client-options.ts";

/** Asks Slack who the bot is and whether it has all its scopes; throws ConfigurationError, or what Slack said. */
export async function probeSlack(
  { SLACK_BOT_TOKEN, SLACK_API_URL }: Environment,
  logger: Logger,
): Promise<{ team: string; botUserId: string }> {
  const options = webClientOptions(createSlackLogger(createPlainLogger(logger)), SLACK_API_URL);
  return checkScopes(new WebClient(SLACK_BOT_TOKEN, options));
}
