import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";

/** What happens when nobody acknowledges an alert. */
export interface EscalationPolicy {
  readonly mttaMinutes: number;
  readonly severities: readonly Severity[];
  readonly steps: readonly EscalationStep[];
  /** Null: nobody is reminded. */
  readonly reminderMinutes: number | null;
}

/** Whom to notify next. */
export interface EscalationStep {
  /** Slack ids of people (U…) and user groups (S…). */
  readonly mention: readonly string[];
  /** A channel that is notified besides the alert's thread, by Slack id or name. */
  readonly channel?: string | undefined;
  readonly notifier?: NotifierName | undefined;
}

/** An announced open alert, and how far it was escalated since it last fired or was acknowledged. */
export interface EscalationSubject {
  readonly state: AlertState;
  readonly severity: Severity;
  /** When it fired, was reopened or was first announced, whichever is latest. */
  readonly since: Date;
  readonly stepsDone: number;
  /** Null before the first step. */
  readonly lastStepAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly lastReminderAt: Date | null;
}

/** What to do about it now. */
export type EscalationDecision =
  | { readonly type: "nudge"; readonly step: number; readonly call: EscalationStep; readonly minutes: number }
  | { readonly type: "remind"; readonly mention: readonly string[]; readonly minutes: number };

/** Null: nothing yet. A late sweep takes one step, never several at once. */
export function decideEscalation(
  alert: EscalationSubject,
  policy: EscalationPolicy,
  now: Date,
): EscalationDecision | null {
  if (alert.state === "firing" && policy.severities.includes(alert.severity)) {
    const call = policy.steps[alert.stepsDone];
    const last = alert.lastStepAt ?? alert.since;
    if (call === undefined || minutesBetween(last, now) < policy.mttaMinutes) return null;
    return { type: "nudge", step: alert.stepsDone + 1, call, minutes: minutesBetween(alert.since, now) };
  }
  if (alert.state !== "acknowledged" || alert.acknowledgedAt === null || policy.reminderMinutes === null)
    return null;
  // An alert that was announced late has just been brought up: no reminder on top of that.
  const broughtUpAt = new Date(Math.max(alert.since.getTime(), alert.acknowledgedAt.getTime()));
  const last = alert.lastReminderAt ?? broughtUpAt;
  if (minutesBetween(last, now) < policy.reminderMinutes) return null;
  return {
    type: "remind",
    mention: alert.acknowledgedBy === null ? [] : [alert.acknowledgedBy],
    minutes: minutesBetween(alert.acknowledgedAt, now),
  };
}
