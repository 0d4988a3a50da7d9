import type { AllMiddlewareArgs, AnyMiddlewareArgs } from "@slack/bolt";
import { ACTIONS } from "./actions/actions.ts";
import { noticeView } from "./blocks/kit/form-parts.ts";
import { COMMANDS } from "./commands/commands.ts";
import { nameRequest } from "./name-request.ts";
import type { BotDependencies } from "./ports/bot-dependencies.ts";
import { acknowledgeInTime } from "./requests/acknowledge-in-time.ts";
import { deliveryKey } from "./requests/delivery-key.ts";
import { isSubmission } from "./requests/is-submission.ts";
import { refuseStranger } from "./requests/refuse-stranger.ts";
import { answerPerson, reportFailure, reportReplay } from "./requests/report-failure.ts";
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
  const startedMs = performance.now();
  const { kind, name } = nameRequest(args);
  try {
    const form = isKnownForm(args);
    if (form && isSubmission(args)) acknowledgeInTime(args);
    else await acknowledge(args);
    if (await isUnknown(args)) return;
    if (await refuseStranger(args, dependencies)) return;
    const key = deliveryKey(args.body);
    if (key !== null && !(await dependencies.inbox.claim(key))) {
      await dependencies.inbox.countRefusal("replayed", null);
      await reportReplay(args, form, dependencies);
      return;
    }
    dependencies.meter.count("nightshift_slack_requests_total", { kind, name });
    await args.next();
  } catch (error) {
    await reportFailure(error, args, dependencies);
  } finally {
    const seconds = (performance.now() - startedMs) / 1_000;
    dependencies.meter.observe("nightshift_slack_request_duration_seconds", { kind }, seconds);
  }
}

function isKnownForm(args: AnyMiddlewareArgs): boolean {
  return isSubmission(args) && VIEWS.some(({ callbackId }) => callbackId === args.view.callback_id);
}

/** What an older version of ours has left in Slack: said, so that nobody presses in vain. */
async function isUnknown(args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<boolean> {
  if (isSubmission(args)) return !isKnownForm(args);
  if (!("action" in args) || args.body.type !== "block_actions") return false;
  const { action } = args;
  const id = "action_id" in action ? action.action_id : "";
  if (ACTIONS.some(({ actionId }) => actionId === id)) return false;
  await answerPerson(args, "This button is from an older version of nightshift; use a newer card.");
  return true;
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
  if (isSubmission(args)) {
    const text = "This form is from an older version of nightshift; open it again.";
    await args.ack({ response_action: "update", view: noticeView("Out of date", text) });
    return;
  }
  // Bolt acknowledges events itself.
  if ("ack" in args && typeof args.ack === "function") await args.ack();
}
