import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import type { Finding } from "../rulebook/rule.ts";

/** An alert as its state machine sees it: the columns of `alerts` that decide, and whether anybody was told. */
export interface AlertRow {
  readonly state: AlertState;
  /** The worst it has been since it fired. */
  readonly severity: Severity;
  readonly summary: string;
  readonly facts: Finding["facts"];
  /** The run it was last found in. */
  readonly runId: string | null;
  /** In how many runs it was found, each reopening counted too. */
  readonly occurrences: number;
  readonly firedAt: Date;
  readonly lastSeenAt: Date;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  /** Raised by whatever people should see or an audit should know; a mere new `lastSeenAt` leaves it. */
  readonly version: number;
  /** A card was posted or is on its way. */
  readonly announced: boolean;
  /** It came back or got worse unheard, under a silence. */
  readonly updatePending: boolean;
}

/** What may happen to an alert. */
export type AlertInput =
  | {
      readonly type: "finding";
      readonly finding: Finding;
      readonly runId: string | null;
      readonly cooldownMinutes: number;
      /** A new condition must last so long before anybody is told; 0 when absent. One that comes back within the cooldown need not. */
      readonly forDurationMinutes?: number;
      /** Something covers it (a silence, another alert, its own flapping): it is recorded, and nobody is told. */
      readonly suppressed?: boolean;
      /** Kept with the transition. */
      readonly detail?: TransitionRecord["detail"];
    }
  | {
      readonly type: "clear";
      readonly keepFiringMinutes: number;
      /** Its end is shown on the card, but not said: it comes and goes. */
      readonly suppressed?: boolean;
    }
  /** Its rule was switched off or removed by somebody: nobody judges the condition any more. */
  | { readonly type: "retire"; readonly by: string }
  /** Nothing covers it any more. */
  | { readonly type: "announce" }
  /** Nobody has acknowledged it in time. */
  | { readonly type: "nudge"; readonly detail: NonNullable<TransitionRecord["detail"]> }
  /** Whoever has it has had it for long. */
  | { readonly type: "remind"; readonly detail: NonNullable<TransitionRecord["detail"]> }
  | { readonly type: "acknowledge"; readonly by: string }
  | { readonly type: "resolve"; readonly by: string };

/** `unsilenced`: told of late, since nothing covers it any more · `unacknowledged`: nobody took it in time · `reminded`: is whoever took it still on it? */
export type TransitionReason =
  | "pending"
  | "fired"
  | "escalated"
  | "refired"
  | "unsilenced"
  | "unacknowledged"
  | "reminded"
  | "acknowledged"
  | "cleared"
  | "switched_off"
  | "resolved";

/** A row of `alert_transitions`. */
export interface TransitionRecord {
  /** Null for the first. */
  readonly from: AlertState | null;
  readonly to: AlertState;
  readonly reason: TransitionReason;
  readonly actor: string;
  /** What its line in the thread needs beside the alert. */
  readonly detail?: Readonly<Record<string, unknown>> | null;
}

/** What to do about an input; all of it belongs in one database transaction. */
export interface Outcome {
  /** The alert afterwards; the very `current` when nothing is to be written. */
  readonly next: AlertRow | null;
  /** `insert`: `next` is a new alert, and an older one it follows stays as it is. */
  readonly write: "insert" | "update" | null;
  readonly transition: TransitionRecord | null;
  /** `post` a card · `update` it in place, unheard · also say it in its thread (broadcast when escalated or refired). */
  readonly notify: "post" | "update" | "update_and_thread" | null;
}

/** The actor of what no person did. */
export const SYSTEM_ACTOR = "system";

/** Nothing is to be written, and nobody told. */
export function unchanged(current: AlertRow | null): Outcome {
  return { next: current, write: null, transition: null, notify: null };
}

export function minutesBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 60_000;
}
