import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { NightshiftError } from "../../errors.ts";
import { CHANNEL_PROBLEMS } from "../../messages/channel-problems.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";

/** A message that was not delivered. */
export class SlackDeliveryError extends NightshiftError {
  readonly code: `slack_${DeliveryFailure}`;

  constructor(
    readonly failure: DeliveryFailure,
    /** Slack's own word for it, or the status of its answer. */
    readonly word: string,
    /** How long Slack asked us to wait; null when it did not say. */
    readonly retryAfterMs: number | null,
    options?: { cause?: unknown },
  ) {
    super(`Slack did not take the message (${word}): ${REMEDIES[failure]}`, options);
    this.code = `slack_${failure}`;
  }
}

const REMEDIES: Readonly<Record<DeliveryFailure, string>> = {
  retry_after: "its rate limit was reached, it is sent again later.",
  gone: "the message it would change is no more, a new one is posted.",
  config: "check that the channel exists, the bot is in it, and its token has the scopes of the manifest.",
  transient: "it is tried again.",
  unknown_outcome: "it may have been posted all the same; the channel is searched before it is sent again.",
  rejected: "its content is not acceptable to Slack; this is a defect worth reporting.",
};

/** The message or its thread is gone, or can be changed no more (see slack-notifier.ts). */
const GONE = ["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"];
/** A person must act for the whole workspace or app. */
const WORKSPACE_WORDS = [
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "missing_scope",
  "no_permission",
  "access_denied",
  "team_access_not_granted",
  "ekm_access_denied",
  "org_login_required",
];
/** No person and no time can mend these: the message itself is wrong. Every word that is on no list is tried for a day. */
const FINAL = [
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_attachments",
  "msg_blocks_too_long",
  "msg_too_long",
  "markdown_text_conflict",
  "no_text",
  "too_many_attachments",
  "too_many_contact_cards",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "metadata_must_be_sent_from_app",
  "metadata_too_large",
  "invalid_arguments",
  "invalid_arg_name",
  "invalid_array_arg",
  "invalid_charset",
  "invalid_form_data",
  "invalid_json",
  "invalid_post_type",
  "json_not_object",
  "missing_post_type",
  "missing_charset",
];
/** With these, Slack says, part of the work may have been done. */
const UNSURE = ["fatal_error", "internal_error", "request_timeout", "service_unavailable"];
const LIMITED = ["ratelimited", "rate_limited", "message_limit_exceeded"];

/** Reads any failure of a Web API call. `writes`: doing it twice would be visible (a post, not an edit). */
export function readDeliveryError(error: unknown, writes: boolean): SlackDeliveryError {
  const unsure: DeliveryFailure = writes ? "unknown_outcome" : "transient";
  if (error instanceof WebAPIRateLimitedError) {
    return new SlackDeliveryError("retry_after", "ratelimited", error.retryAfter * 1000, { cause: error });
  }
  if (error instanceof WebAPIPlatformError) {
    const word = error.data.error;
    return new SlackDeliveryError(failureOf(word, unsure), word, null, { cause: error });
  }
  if (error instanceof WebAPIHTTPError) {
    const failure = error.statusCode >= 500 ? unsure : error.statusCode === 413 ? "rejected" : "transient";
    return new SlackDeliveryError(failure, `http_${error.statusCode}`, null, { cause: error });
  }
  if (error instanceof WebAPIRequestError) {
    const failure = neverSent(error.original) ? "transient" : unsure;
    return new SlackDeliveryError(failure, error.original.name, null, { cause: error });
  }
  return new SlackDeliveryError(unsure, "unexpected", null, { cause: error });
}

function failureOf(word: string, unsure: DeliveryFailure): DeliveryFailure {
  if (LIMITED.includes(word)) return "retry_after";
  if (GONE.includes(word)) return "gone";
  if (WORKSPACE_WORDS.includes(word) || CHANNEL_PROBLEMS.some((known) => known === word)) return "config";
  if (FINAL.includes(word)) return "rejected";
  return UNSURE.includes(word) ? unsure : "transient";
}

/** True when the connection was never made, so that nothing was done. */
function neverSent({ cause }: Error): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
}
