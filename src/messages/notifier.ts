import type { AlertState, Severity } from "../entities/vocabulary.ts";

/** The channels beside Slack, in the order in which one stands in for another. */
export const NOTIFIER_NAMES = ["pagerduty", "sms", "email", "webhook", "jira"] as const;
export type NotifierName = (typeof NOTIFIER_NAMES)[number];

/** What is to be done about an alert outside Slack: its present state, so that a repeated or late event does no harm. */
export interface NotifierEvent {
  readonly action: "trigger" | "acknowledge" | "resolve";
  /** The same for all events of a condition: receivers that can de-duplicate do so by it. */
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
  /** Raised on purpose, to practise: to be said wherever it is told. */
  readonly drill: boolean;
  /** The runbook page; null when there is none. */
  readonly runbookUrl: string | null;
  /** What the event before this one came to (see NotifierReceipt); null when this is the first. */
  readonly reference: string | null;
}

/** What the receiver calls it: a ticket's key, a message's id. */
export interface NotifierReceipt {
  readonly reference: string;
}

/** One way to tell people outside Slack's API. Throws a NotifierError that says what to do about it. */
export interface AlertNotifier {
  readonly name: NotifierName;
  /** False: it has no settings, says nothing and is asked nothing. */
  readonly isConfigured: boolean;
  /** Asks whether its settings are taken, and wakes nobody; null where that cannot be asked. Throws a NotifierError. */
  readonly check: (() => Promise<void>) | null;
  send(event: NotifierEvent): Promise<NotifierReceipt>;
  /** Says "this is a test" to whoever would hear of an alert, and ends what it began. */
  test(): Promise<NotifierReceipt>;
}
