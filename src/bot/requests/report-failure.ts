import type {
  AllMiddlewareArgs,
  AnyMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from "@slack/bolt";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import {
  ConflictError,
  errorCode,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UsageError,
} from "../../errors.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { escapeProse } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { slackWord } from "../posting/slack-word.ts";
import { ackOf } from "./acknowledge-in-time.ts";
import { answerPrivately } from "./answer-privately.ts";
import { createReference, withReference } from "./decline.ts";
import { isSubmission } from "./is-submission.ts";

/** Turns an error of a handler into a private answer to the person, and a log line under the same reference. */
export async function reportFailure(
  error: unknown,
  args: AnyMiddlewareArgs & AllMiddlewareArgs,
  { logger }: Pick<BotDependencies, "logger">,
): Promise<void> {
  const reference = createReference();
  if (slackWord(error) === "hash_conflict") {
    // Somebody saw a newer view than the one this was for: nothing is to be said or done.
    logger.info("slack view was newer", { reference, kind: kindOf(args) });
    return;
  }
  const advice = adviceFor(error);
  const fields = { reference, code: errorCode(error), kind: kindOf(args) };
  if (advice === null) {
    logger.error("slack handler failed", {
      ...fields,
      error: error instanceof Error ? error.stack : String(error),
    });
  } else {
    logger.info("slack request declined", fields);
  }
  try {
    await answerPerson(
      args,
      advice === null
        ? `Something went wrong, and your request may not have been carried out. The log has the details under ${reference}.`
        : isMistake(error, args)
          ? advice
          : withReference(advice, reference),
    );
  } catch (cause) {
    logger.warn("could not say what went wrong", { reference, code: errorCode(cause) });
  }
}

/** A request came again: it is not carried out twice, and its sender is told so. An event has no sender. */
export async function reportReplay(
  args: AnyMiddlewareArgs & AllMiddlewareArgs,
  isForm: boolean,
  { logger }: Pick<BotDependencies, "logger">,
): Promise<void> {
  const reference = createReference();
  logger.info("slack request replayed", { reference, kind: kindOf(args) });
  const said =
    "This was already sent, and it is carried out only once. The card, `/alerts` or `/runs` shows the current state.";
  const text = withReference(said, reference);
  if (isForm && isSubmission(args)) {
    await ackOf(args.body, args.ack)({ response_action: "update", view: noticeView("Already sent", text) });
  } else if ("command" in args || "action" in args) {
    await answerPerson(args, text);
  }
}

/** A slip of the person's, which the words say all about: no log needs to be asked. What a button names was there once. */
function isMistake(error: unknown, args: AnyMiddlewareArgs): boolean {
  if (error instanceof NotFoundError) return "command" in args;
  return error instanceof UsageError || error instanceof InvalidInputError;
}

/** What the person can do about it; null when only the log can help. */
function adviceFor(error: unknown): string | null {
  if (
    error instanceof InvalidInputError ||
    error instanceof UsageError ||
    error instanceof NotFoundError ||
    error instanceof ForbiddenError ||
    error instanceof ConflictError
  ) {
    return escapeProse(error.message, 1500);
  }
  if (error instanceof WebAPIPlatformError) {
    switch (error.data.error) {
      case "not_in_channel":
      case "channel_not_found":
        return "I am not in this channel. Invite me first: `/invite @nightshift`.";
      case "expired_trigger_id":
      case "trigger_expired":
      case "exchanged_trigger_id":
      case "trigger_exchanged":
      case "invalid_trigger_id":
        return "Slack stopped waiting for me. Press again.";
      default:
        return null;
    }
  }
  return null;
}

/** Answers in the form where it happened, else where the command or button was, else nowhere (nobody asked). */
export async function answerPerson(args: AnyMiddlewareArgs & AllMiddlewareArgs, text: string): Promise<void> {
  if (isSubmission(args)) {
    await answerForm(args, text, args.client);
    return;
  }
  const { userId } = args.context;
  if (!("respond" in args) && !("action" in args)) return;
  const respond = "respond" in args && typeof args.respond === "function" ? args.respond : undefined;
  if (userId === undefined && respond === undefined) return;
  const answer = answerPrivately(respond, args.client, userId ?? "");
  await answer({ response_type: "ephemeral", replace_original: false, text });
}

async function answerForm(
  { view, body, ack: slackAck }: SlackViewMiddlewareArgs<ViewSubmitAction>,
  text: string,
  client: WebClient,
): Promise<void> {
  const ack = ackOf(body, slackAck);
  const field = view.blocks.find(({ type }) => type === "input")?.block_id;
  try {
    if (field === undefined) await ack();
    else return await ack({ response_action: "errors", errors: { [field]: text } });
  } catch (error) {
    // Acknowledged before it failed: the form is closed, so a direct message remains.
    if (errorCode(error) !== "slack_bolt_receiver_ack_multiple_error") throw error;
  }
  await answerPrivately(undefined, client, body.user.id)({ text });
}

function kindOf(args: AnyMiddlewareArgs): string {
  if ("command" in args) return args.command.command;
  const { body } = args;
  return "type" in body && typeof body.type === "string" ? body.type : "unknown";
}
