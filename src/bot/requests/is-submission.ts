import type { AnyMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";

/** Tells a sent form from everything else Slack sends. */
export function isSubmission(args: AnyMiddlewareArgs): args is SlackViewMiddlewareArgs<ViewSubmitAction> {
  return "view" in args && args.body.type === "view_submission";
}
