import type { Command } from "commander";
import { createManifest } from "../../bot/create-manifest.ts";
import type { CliContext } from "../kit/context.ts";

/** `slack manifest`: what Slack is told to create or update the app. */
export function registerSlack(program: Command, context: CliContext): void {
  const slack = program.command("slack").description("set up the Slack app");
  slack
    .command("manifest")
    .description("print the app's manifest: for PUBLIC_URL, or for Socket Mode where it is not set")
    .action(() => {
      const { PUBLIC_URL } = context.environment();
      context.print(JSON.stringify(createManifest(PUBLIC_URL?.replace(/\/$/, "") ?? null), null, 2));
    });
}
