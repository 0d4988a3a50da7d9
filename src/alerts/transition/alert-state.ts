import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import type { Finding } from "../rulebook/rule.ts";

/** An alert as its state machine sees it: the columns of `alerts` that decide, and whether it was announced. */
export interface AlertRow {
  readonly state: AlertState;
  /** The worst it has been since it fired. */
  readonly severity: Severity;
  readonly summary: string;
  readonly facts: Finding["facts"];
  /** The run it was last found in. */
  readonly runId: string | null;
  /** How many runs it was found in; each reopening counts too. */
  readonly occurrences: number;
  readonly firedAt: Date;
  /** When the condition began, as far as that can be told; null or absent: when it fired. */
  readonly begunAt?: Date | null;
  readonly lastSeenAt: Date;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  /** Raised by every change that people or an audit should see; a new `lastSeenAt` alone does not raise it. */
  readonly version: number;
  /** A card was posted or is on its way. */
  readonly announced: boolean;
  /** It came back or got worse while suppressed, and nobody has been notified of that yet. */
  readonly updatePending: boolean;
}

/** Everything that can happen to an alert. */
export type AlertInput =
  | {
      readonly type: "finding";
      readonly finding: Finding;
      readonly runId: string | null;
      readonly cooldownMinutes: number;
      /** How long a new condition must last before it is announced; 0 when absent. One that comes back within the cooldown is announced at once. */
      readonly forDurationMinutes?: number;
      /** Something suppresses it (a silence, another alert, its own flapping): it is recorded, and nobody is notified. */
      readonly suppressed?: boolean;
      /** Kept with the transition. */
      readonly detail?: TransitionRecord["detail"];
    }
  | {
      readonly type: "clear";
      readonly keepFiringMinutes: number;
      /** Its end is shown on the card, but not announced: it is flapping. */
      readonly suppressed?: boolean;
    }
  /** Somebody switched off or removed its rule, so the condition is no longer judged. */
  | { readonly type: "retire"; readonly by: string }
  /** Nothing suppresses it any more. `again`: people know of it, and a silence that covered it has run out. */
  | {
      readonly type: "announce";
      readonly again?: boolean;
      readonly detail?: TransitionRecord["detail"];
    }
  /** Nobody acknowledged it in time. */
  | { readonly type: "nudge"; readonly detail: NonNullable<TransitionRecord["detail"]> }
  /** It was acknowledged long ago. */
  | { readonly type: "remind"; readonly detail: NonNullable<TransitionRecord["detail"]> }
  | { readonly type: "acknowledge"; readonly by: string }
  | { readonly type: "resolve"; readonly by: string }
  /** Whoever acknowledged it gives it back: nobody has it. */
  | { readonly type: "release"; readonly by: string }
  | { readonly type: "hand_over"; readonly by: string; readonly to: string }
  /** A person calls others now, however far the escalation is. */
  | { readonly type: "call"; readonly by: string; readonly mention: readonly string[] };

/** `released`: nobody has it any more · `handed_over`: somebody else has it now · `called`: a person called others · `unsilenced`: announced late, because nothing suppresses it any more · `unacknowledged`: nobody acknowledged it in time · `reminded`: is the person who acknowledged it still working on it? */
export type TransitionReason =
  | "pending"
  | "fired"
  | "escalated"
  | "refired"
  | "unsilenced"
  | "unacknowledged"
  | "reminded"
  | "acknowledged"
  | "released"
  | "handed_over"
  | "called"
  | "cleared"
  | "switched_off"
  | "resolved";

/** Reasons whose line people see who do not follow the thread; it has a button to acknowledge. */
export const LOUD_REASONS: readonly TransitionReason[] = [
  "released",
  "called",
  "escalated",
  "refired",
  "unsilenced",
  "unacknowledged",
];

/** A row of `alert_transitions`. */
export interface TransitionRecord {
  /** Null for the first. */
  readonly from: AlertState | null;
  readonly to: AlertState;
  readonly reason: TransitionReason;
  readonly actor: string;
  /** What its line in the thread needs besides the alert. */
  readonly detail?: Readonly<Record<string, unknown>> | null;
}

/** What to do about an input; all of it belongs in one database transaction. */
export interface TransitionOutcome {
  /** The alert afterwards; `current` itself when there is nothing to write. */
  readonly next: AlertRow | null;
  /** `insert`: `next` is a new alert, and any older one stays as it is. */
  readonly write: "insert" | "update" | null;
  readonly transition: TransitionRecord | null;
  /** `post` a card · `update` it in place · also add a line to its thread (broadcast when escalated or refired). */
  readonly notify: "post" | "update" | "update_and_thread" | null;
}

/** How long a condition that is about no run may go on after a person resolved it before they hear of it again. */
export const QUIET_AFTER_RESOLUTION_MINUTES = 60;

/** The actor of changes that no person made. */
export const SYSTEM_ACTOR = "system";

/** Writes nothing and notifies nobody. */
export function unchanged(current: AlertRow | null): TransitionOutcome {
  return { next: current, write: null, transition: null, notify: null };
}
