import type { AllMiddlewareArgs, AnyMiddlewareArgs } from "@slack/bolt";
import { COMMANDS } from "./commands/commands.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { deliveryKey } from "./requests/delivery-key.ts";
import { isSubmission } from "./requests/is-submission.ts";
import { reportFailure, reportReplay } from "./requests/report-failure.ts";
import { VIEWS } from "./views/views.ts";

/**
 * Runs before every handler: acknowledges first (Slack waits three seconds), skips what has come before, and
 * is the one place where a failed handler becomes an answer. Forms acknowledge themselves, since what they
 * answer travels in the acknowledgement.
 */
export async function receiveDelivery(
  args: AnyMiddlewareArgs & AllMiddlewareArgs,
  dependencies: BotDependencies,
): Promise<void> {
  try {
    const form = isKnownForm(args);
    if (!form) await acknowledge(args);
    const key = deliveryKey(args.body);
    if (key !== null && !(await dependencies.inbox.claim(key))) {
      dependencies.inbox.countRefusal("replayed");
      await reportReplay(args, form, dependencies);
      return;
    }
    await args.next();
  } catch (error) {
    await reportFailure(error, args, dependencies);
  }
}

function isKnownForm(args: AnyMiddlewareArgs): boolean {
  return isSubmission(args) && VIEWS.some(({ callbackId }) => callbackId === args.view.callback_id);
}

async function acknowledge(args: AnyMiddlewareArgs): Promise<void> {
  if ("command" in args) {
    const { command } = args;
    const known = COMMANDS.some(({ name }) => name === command.command);
    await (known
      ? args.ack()
      : args.ack("I do not know this command. `/nightshift help` lists the ones I know."));
    return;
  }
  // Bolt acknowledges events itself.
  if ("ack" in args && typeof args.ack === "function") await args.ack();
}
