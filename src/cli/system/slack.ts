import type { Command } from "commander";
import { createManifest } from "../../bot/create-manifest.ts";
import type { CliContext } from "../kit/context.ts";

/** `slack manifest`: what Slack is told to create or update the app. */
export function registerSlack(slack: Command, context: CliContext): void {
  slack
    .command("manifest")
    .description("print the app's manifest: for PUBLIC_URL, or for Socket Mode where it is not set")
    .action(() => {
      const { PUBLIC_URL } = context.environment();
      context.print(JSON.stringify(createManifest(PUBLIC_URL?.replace(/\/$/, "") ?? null), null, 2));
    });
}
