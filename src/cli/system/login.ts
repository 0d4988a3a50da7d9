import type { Command } from "commander";
import { createLoginLink } from "../../access/create-login-link.ts";
import type { CliContext } from "../kit/context.ts";

/** `login`: a link to the pages for a Slack user, so that people get in while Slack is down. */
export function registerLogin(command: Command, context: CliContext): void {
  command
    .argument("<user>", "Slack user id such as U012AB3CD (profile, three dots, Copy member ID)")
    .action(async (userId: string) => {
      const { PUBLIC_URL, HOST, PORT } = context.environment();
      const link = await context.withConnection(({ database }) =>
        createLoginLink(
          { database, clock: context.clock, publicUrl: () => PUBLIC_URL ?? `http://${HOST}:${PORT}` },
          userId,
        ),
      );
      context.print(link);
      context.note("It signs in once, within ten minutes, in one browser.");
    });
}
