/**
 * Why a message did not get through, by what is to be done: `retry_after` wait that long · `gone` the message (or its
 * thread) is no more, post anew · `config` a person must act · `transient` try again · `unknown_outcome` it may have
 * been posted, look first · `rejected` its content will never be taken.
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
  /** Attempts in a row that failed this way. */
  readonly attempts: number;
  /** For how long it has been failing, in any way. */
  readonly failingForMs: number;
  readonly isDead: boolean;
}

/** When a failed message is tried again: after so long, or not any more until what it shows changes. */
export type Retry = { readonly delayMs: number } | "dead";

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;
/** Nobody is believed who wants to be left alone for longer. */
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;

/** Attempts that may fail this way, one after the other: what a person must put right, and what will never be taken. */
const MOST_ATTEMPTS: Readonly<Partial<Record<DeliveryFailure, number>>> = {
  // About 35 minutes, for somebody to invite the bot or unarchive the channel.
  config: 14,
  gone: 14,
  rejected: 3,
};

/** What only time can cure (an outage, a rate) is tried for this long, whatever the mixture of failures. */
export const LONGEST_FAILING_MS = 24 * 60 * 60_000;

/** Decides about the `attempt`-th failure of the same kind in a row (from 1), of a message that has failed in some way for so long. */
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
  // The wait that was asked for is the least; asking too soon makes it longer.
  return { delayMs: Math.min(Math.max(retryAfterMs, FIRST_DELAY_MS), LONGEST_RETRY_AFTER_MS) };
}
