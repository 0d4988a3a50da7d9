import type { Command } from "commander";
import { manifestFor } from "../../bot/create-manifest.ts";
import type { CliContext } from "../kit/context.ts";

/** `slack manifest`: the manifest that Slack creates or updates the app from. */
export function registerSlack(slack: Command, context: CliContext): void {
  slack
    .command("manifest")
    .description(
      "print the app's manifest: for PUBLIC_URL, or for Socket Mode without it or with SLACK_APP_TOKEN",
    )
    .action(() => {
      context.print(JSON.stringify(manifestFor(context.environment()), null, 2));
    });
}
