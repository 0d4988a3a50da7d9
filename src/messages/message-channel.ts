import { errorCode } from "../errors.ts";
import { DELIVERY_FAILURES, type DeliveryFailure } from "./retry-delivery.ts";

/** A message to post, or to edit once it has been posted. */
export interface Delivery<Content> {
  /** Sent along with the message, so that it can be found when the answer was lost. */
  readonly outboxId: string;
  readonly channel: string;
  /** The message in whose thread it belongs; null for one in the channel itself. */
  readonly threadTs: string | null;
  /** The message to edit; null to post one. */
  readonly messageTs: string | null;
  /** Where it was before somebody deleted it; its thread still exists. */
  readonly lost?: PostedMessage;
  /** The channel it was meant for, and why it could not go there. */
  readonly moved?: { readonly channel: string; readonly problem: string };
  /** Show it in the channel as well as in its thread. */
  readonly broadcast?: boolean;
  readonly content: Content;
}

/** Where a message is, by the channel's own id. */
export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Delivers messages to people. A failure is an error with a `failure` (see DeliveryFailure), the receiver's own `word` for
 * it and a `retryAfterMs` (null when no time was given). Any other error counts as an unknown outcome of a post, and as a
 * transient failure of anything else.
 */
export interface MessageChannel<Content> {
  /** Words for a failure that concern one channel only, not the whole receiver. */
  readonly channelProblems?: readonly string[];
  deliver(delivery: Delivery<Content>): Promise<PostedMessage>;
  /** Looks for a message posted since then whose answer was lost; null when there is none. */
  findPosted(
    wanted: { readonly outboxId: string; readonly channel: string; readonly threadTs: string | null },
    since: Date,
  ): Promise<PostedMessage | null>;
}

/** Reads a failure of a message channel by its fields. */
export function readFailure(
  error: unknown,
  otherwise: DeliveryFailure,
): {
  readonly failure: DeliveryFailure;
  /** The receiver's word, else the error's code. */
  readonly problem: string;
  readonly retryAfterMs: number | null;
} {
  const named =
    error instanceof Error && "failure" in error
      ? DELIVERY_FAILURES.find((known) => known === error.failure)
      : undefined;
  const wait = error instanceof Error && "retryAfterMs" in error ? error.retryAfterMs : null;
  const word = error instanceof Error && "word" in error ? error.word : null;
  return {
    failure: named ?? otherwise,
    problem: typeof word === "string" ? word : errorCode(error),
    retryAfterMs: typeof wait === "number" && Number.isFinite(wait) ? Math.max(0, wait) : null,
  };
}
