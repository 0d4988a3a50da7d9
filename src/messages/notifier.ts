import type { AlertState, Severity } from "../entities/vocabulary.ts";

/** The channels besides Slack, in the order in which they replace each other. */
export const NOTIFIER_NAMES = ["pagerduty", "sms", "email", "webhook", "jira"] as const;
export type NotifierName = (typeof NOTIFIER_NAMES)[number];

/** What to report about an alert outside Slack: its current state, so that a repeated or late event does no harm. */
export interface NotifierEvent {
  readonly action: "trigger" | "acknowledge" | "resolve";
  /** The same for all events of a condition, for receivers that deduplicate. */
  readonly fingerprint: string;
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly firedAt: Date;
  /** Raised on purpose, for practice; every notifier must say so. */
  readonly drill: boolean;
  /** The runbook page; null when there is none. */
  readonly runbookUrl: string | null;
  /** The receiver's reference from the previous event (see NotifierReceipt); null for the first. */
  readonly reference: string | null;
}

/** The receiver's own id: a ticket's key, a message's id. */
export interface NotifierReceipt {
  readonly reference: string;
}

/** One way to notify people outside Slack's API. Throws a NotifierError that says what to do about it. */
export interface AlertNotifier {
  readonly name: NotifierName;
  /** False: it has no settings, and is never called. */
  readonly isConfigured: boolean;
  /** Checks its settings without alerting anybody; null where that is impossible. Throws a NotifierError. */
  readonly check: (() => Promise<void>) | null;
  send(event: NotifierEvent): Promise<NotifierReceipt>;
  /** Sends a test to everybody who would be notified about an alert, and closes what it opened. */
  test(): Promise<NotifierReceipt>;
}
