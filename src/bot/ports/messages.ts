import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { DeliveryHealth } from "../../messages/delivery-health.ts";

/** How far messages are behind, and why. */
export interface DeliveryOverview extends DeliveryHealth {
  /** What receivers answered to messages that were not delivered, the most frequent first. */
  readonly problems: readonly {
    /** `slack`, or the notifier. */
    readonly target: string;
    readonly problem: string;
    readonly messages: number;
    /** The channel they were meant for, when they went to the fallback channel instead. */
    readonly movedFrom?: string;
  }[];
}

/** The messages on their way to people. */
export interface Messages {
  readHealth(): Promise<DeliveryOverview>;
  /** Tries the messages again that were given up; returns how many. */
  retry(): Promise<number>;
  /** Whether Slack's requests reach us over Socket Mode; null over HTTP. */
  readLink(): SlackLinkState | null;
}
