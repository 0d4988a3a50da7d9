import { NightshiftError } from "../../errors.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";

const REMEDIES: Readonly<Record<DeliveryFailure, string>> = {
  retry_after: "it asked us to wait, it is sent again later.",
  gone: "what it would change is no more, it is sent anew.",
  config: "check its settings (key, address, permissions).",
  transient: "it is tried again.",
  unknown_outcome:
    "it may have got through all the same; it is sent again, marked as the same where that is possible.",
  rejected: "it does not take the message as it is; this is a defect worth reporting.",
};

/** A notifier did not take an event. `word` is the receiver's own code or status, never its text. */
export class NotifierError extends NightshiftError {
  readonly code: `notifier_${DeliveryFailure}`;

  constructor(
    readonly notifier: NotifierName,
    readonly failure: DeliveryFailure,
    readonly word: string,
    readonly retryAfterMs: number | null = null,
    options?: { cause?: unknown },
  ) {
    super(`${notifier} did not take the alert (${word}): ${REMEDIES[failure]}`, options);
    this.code = `notifier_${failure}`;
  }
}
