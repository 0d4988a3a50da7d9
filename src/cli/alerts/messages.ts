import type { Command } from "commander";
import { readDeliveryProblems } from "../../messages/delivery-health-store.ts";
import { reviveMessages } from "../../messages/revive-store.ts";
import type { CliContext } from "../kit/context.ts";
import { renderTable } from "../kit/render-table.ts";

/** `messages`: undelivered messages, and retrying those that were given up. */
export function registerMessages(messages: Command, context: CliContext): void {
  messages
    .command("list")
    .description("count the messages that are not delivered, by what their receiver answered")
    .action(async () => {
      const problems = await context.withConnection(({ database }) =>
        database.withService((transaction) => readDeliveryProblems(transaction, context.clock())),
      );
      context.print(
        renderTable(
          ["TARGET", "PROBLEM", "WAITING", "GIVEN UP", "MOVED FROM"],
          problems.map(({ target, problem, waiting, dead, channel }) => [
            target,
            problem ?? "",
            String(waiting),
            String(dead),
            channel ?? "",
          ]),
        ),
      );
    });
  messages
    .command("retry")
    .description("try the messages again that were given up, once their cause is gone")
    .option("--tenant <tenant>", "those of one tenant only")
    .action(async ({ tenant }: { tenant?: string }) => {
      const revived = await context.withConnection(({ database }) =>
        database.withService((transaction) =>
          reviveMessages(transaction, { tenantId: tenant ?? null, everything: true }, context.clock()),
        ),
      );
      context.print(revived === 1 ? "1 message is tried again." : `${revived} messages are tried again.`);
      if (revived > 0)
        context.note("A bot sends them: `node_modules/.bin/nightshift messages list` shows how that goes.");
    });
}
