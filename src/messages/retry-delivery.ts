/**
 * Why a message did not get through, by what to do next: `retry_after` wait as long as asked · `gone` the message (or its
 * thread) was deleted, post again · `config` a person must act · `transient` try again · `unknown_outcome` it may have been
 * posted, look first · `rejected` the content will never be accepted.
 */
export const DELIVERY_FAILURES = [
  "retry_after",
  "gone",
  "config",
  "transient",
  "unknown_outcome",
  "rejected",
] as const;
export type DeliveryFailure = (typeof DELIVERY_FAILURES)[number];

/** How a message failed. */
export interface Failed {
  readonly failure: DeliveryFailure;
  /** Consecutive attempts that failed this way. */
  readonly attempts: number;
  /** For how long it has been failing, in any way. */
  readonly failingForMs: number;
  readonly isDead: boolean;
}

/** When a failed message is tried again: after this delay, or not until its content changes. */
export type Retry = { readonly delayMs: number } | "dead";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;
/** A longer wait is not believed. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

/** Consecutive failures allowed: of what a person must fix, and of what will never be accepted. */
const MOST_ATTEMPTS: Readonly<Partial<Record<DeliveryFailure, number>>> = {
  // About 35 minutes, for somebody to invite the bot or unarchive the channel.
  config: 14,
  gone: 14,
  rejected: 3,
};

/** What only time can fix (an outage, a rate limit) is retried for this long, whatever the mix of failures. */
export const LONGEST_FAILING_MS = 24 * 60 * 60_000;

/** Decides after the `attempt`-th consecutive failure of the same kind (from 1) of a message that has been failing, in any way, for `failingForMs`. */
export function retryDelivery(
  failure: DeliveryFailure,
  attempt: number,
  retryAfterMs: number | null,
  failingForMs: number,
): Retry {
  const most = MOST_ATTEMPTS[failure];
  if ((most !== undefined && attempt >= most) || failingForMs >= LONGEST_FAILING_MS) return "dead";
  const backOffMs = Math.min(FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_DELAY_MS);
  if (failure !== "retry_after" || retryAfterMs === null) return { delayMs: backOffMs };
  // Wait at least as long as asked: asking again too soon makes the wait longer.
  return { delayMs: Math.min(Math.max(retryAfterMs, FIRST_DELAY_MS), LONGEST_RETRY_AFTER_MS) };
}
