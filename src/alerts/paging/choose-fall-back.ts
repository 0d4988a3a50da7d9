import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";

/** Who steps in, in this order, when a message does not get through; a ticket wakes nobody, so Jira is not among them. */
const STAND_INS: readonly NotifierName[] = ["pagerduty", "sms", "email", "webhook"];
/** Failures of set-up after which somebody is told elsewhere, while Slack is tried further: about 7 s. */
export const FALL_BACK_AFTER_FAILURES = 4;

/** When Slack, or a notifier, has not taken one of the worst alerts for this long, the next one tells of it, while it is tried further. */
export const FALL_BACK_AFTER_MS = 60_000;

/** Failures that lie with Slack rather than with a channel or a message: its other channels are as far away. */
export function isAway(failure: DeliveryFailure): boolean {
  return failure === "transient" || failure === "unknown_outcome" || failure === "retry_after";
}

/** Another way for an alert: the fallback channel in Slack, a notifier, or null when nobody is left. */
export type FallBack = { readonly channel: string } | { readonly notifier: NotifierName } | null;

/** Where to go when an alert's message to `target` fails for a reason that a person must put right. */
export function chooseFallBack(
  failed: { readonly target: string; readonly channel: string; readonly isPosted: boolean },
  available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] },
): FallBack {
  if (failed.target === "slack") {
    // A card that is already somewhere stays there.
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
