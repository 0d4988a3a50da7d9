import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";

/** The notifiers that replace each other, in this order, when a message does not get through; Jira is not one, since a ticket wakes nobody. */
const STAND_INS: readonly NotifierName[] = ["pagerduty", "sms", "email", "webhook"];
/** Configuration failures after which another way is used, while Slack is still retried: about 7 s. */
export const FALL_BACK_AFTER_FAILURES = 4;

/** When Slack or a notifier has not accepted one of the worst alerts for this long, the next way is used, while it is still retried. */
export const FALL_BACK_AFTER_MS = 60_000;

/** Failures of Slack itself rather than of a channel or message: another channel would not help. */
export function isAway(failure: DeliveryFailure): boolean {
  return failure === "transient" || failure === "unknown_outcome" || failure === "retry_after";
}

/** Another way for an alert: the fallback channel in Slack, a notifier, or null when none is left. */
export type FallBack = { readonly channel: string } | { readonly notifier: NotifierName } | null;

/** Where to go when an alert's message to `target` does not get through. */
export function chooseFallBack(
  failed: { readonly target: string; readonly channel: string; readonly isPosted: boolean },
  available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] },
): FallBack {
  if (failed.target === "slack") {
    // A card that is already posted stays where it is.
    if (available.channel !== null && !failed.isPosted && failed.channel !== available.channel) {
      return { channel: available.channel };
    }
    return next(STAND_INS, available.notifiers);
  }
  const order: readonly string[] = STAND_INS;
  const rank = order.indexOf(failed.target);
  return next(STAND_INS.slice(rank + 1), available.notifiers);
}

function next(order: readonly NotifierName[], available: readonly NotifierName[]): FallBack {
  const notifier = order.find((name) => available.includes(name));
  return notifier === undefined ? null : { notifier };
}
