import { NightshiftError } from "../../errors.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { DeliveryFailure } from "../../messages/retry-delivery.ts";

const REMEDIES: Readonly<Record<DeliveryFailure, string>> = {
  retry_after: "it asked us to wait; it is sent again later.",
  gone: "what it would change no longer exists; it is sent again.",
  config: "check its settings (key, address, permissions).",
  transient: "it is tried again.",
  unknown_outcome: "it may have got through anyway; it is sent again, marked as the same where possible.",
  rejected: "it does not accept the message; please report this defect.",
};

/** A notifier did not accept an event. `word` is the receiver's own code or status, never its text. */
export class NotifierError extends NightshiftError {
  readonly code: `notifier_${DeliveryFailure}`;

  constructor(
    readonly notifier: NotifierName,
    readonly failure: DeliveryFailure,
    readonly word: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(`${notifier} did not take the alert (${word}): ${REMEDIES[failure]}`);
    this.code = `notifier_${failure}`;
  }
}
