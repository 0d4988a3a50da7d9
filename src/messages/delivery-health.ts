import type { DeliveryFailure } from "./retry-delivery.ts";

/** How far messages are behind, over all tenants. */
export interface DeliveryHealth {
  readonly waiting: number;
  /** Given up until the cause is gone or what they show changes, with what belongs in their threads. */
  readonly dead: number;
  /** Null when nothing waits. */
  readonly oldestWaitingSeconds: number | null;
}

/** Messages to one target (`slack` or a notifier) that wait, were given up or were sent elsewhere for the same reason. */
export interface DeliveryProblem {
  readonly target: string;
  /** What the receiver called the last failure, else its class; null for messages that have not failed. */
  readonly problem: string | null;
  readonly waiting: number;
  readonly dead: number;
  /** Delivered to the fallback channel instead, in the last day, until the channel takes a message again. */
  readonly moved: number;
  /** The channel they were meant for; null where none was moved. */
  readonly channel: string | null;
}

/** How an attempt to deliver a message ended. `unverified`: posted again though nobody could see whether it had been. */
export type DeliveryOutcome = "delivered" | "given_up" | "unverified" | DeliveryFailure;

/** How often attempts ended this way since the installation began. */
export interface DeliveryTotal {
  readonly target: string;
  readonly outcome: string;
  readonly total: number;
}

/** Everything known about how messages get to people. */
export interface DeliveryReport {
  readonly health: DeliveryHealth;
  readonly problems: readonly DeliveryProblem[];
  readonly totals: readonly DeliveryTotal[];
}
