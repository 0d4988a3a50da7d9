import type { AllMiddlewareArgs, AnyMiddlewareArgs } from "@slack/bolt";
import { COMMANDS } from "./commands/commands.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { deliveryKey } from "./requests/delivery-key.ts";
import { isSubmission } from "./requests/is-submission.ts";
import { reportFailure, reportReplay } from "./requests/report-failure.ts";
import { VIEWS } from "./views/views.ts";

/**
 * Stands before every handler: acknowledges first (Slack waits three seconds), passes over what has come before, and
 * is the one place where a failed handler becomes an answer. Forms are left to acknowledge themselves, since what they
 * have to say travels in the acknowledgement.
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
    await (known ? args.ack() : args.ack("I do not know this command. `/nightshift help` lists those I do."));
    return;
  }
  // Events are acknowledged by Bolt itself, and bring no function to do it.
  if ("ack" in args && typeof args.ack === "function") await args.ack();
}
