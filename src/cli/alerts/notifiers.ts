import type { Command } from "commander";
import { createNotifiers } from "../../alerts/notifiers/create-notifiers.ts";
import { NotifierError } from "../../alerts/notifiers/notifier-error.ts";
import { InvalidInputError } from "../../errors.ts";
import { type AlertNotifier, NOTIFIER_NAMES } from "../../messages/notifier.ts";
import type { CliContext } from "../kit/context.ts";
import { EXIT_CODES } from "../kit/exit-codes.ts";
import { renderTable } from "../kit/render-table.ts";

/** `notifiers test`: sends "this is a test" to everybody who is notified of alerts outside Slack. */
export function registerNotifiers(notifiers: Command, context: CliContext): void {
  notifiers
    .command("test")
    .description('say "this is a test" through a channel, or through all that are set up; this wakes people')
    .argument("[name...]", NOTIFIER_NAMES.join(", "))
    .action(async (names: string[]) => {
      const results = await Promise.all(choose(createNotifiers(context.environment()), names).map(test));
      context.print(
        results.length === 0
          ? "No channel beside Slack is set up; .env.example says how."
          : renderTable(
              ["", "CHANNEL", "ANSWER"],
              results.map(({ name, isWell, answer }) => [isWell ? "ok" : "FAIL", name, answer]),
            ),
      );
      if (results.some(({ isWell }) => !isWell)) context.endWith(EXIT_CODES.unexpected.code);
    });
}

function choose(notifiers: readonly AlertNotifier[], names: readonly string[]): readonly AlertNotifier[] {
  if (names.length === 0) return notifiers.filter(({ isConfigured }) => isConfigured);
  return names.map((wanted) => {
    const known = notifiers.find(({ name }) => name === wanted);
    if (known === undefined) {
      throw new InvalidInputError("name", `must be one of ${NOTIFIER_NAMES.join(", ")}, not "${wanted}"`);
    }
    return known;
  });
}

async function test(notifier: AlertNotifier) {
  const { name, isConfigured } = notifier;
  if (!isConfigured) return { name, isWell: false, answer: "is not set up; .env.example names its settings" };
  try {
    const { reference } = await notifier.test();
    return { name, isWell: true, answer: `taken (${reference})` };
  } catch (error) {
    if (!(error instanceof NotifierError)) throw error;
    return { name, isWell: false, answer: error.message };
  }
}
