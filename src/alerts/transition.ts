import { type AlertState, SEVERITIES, type Severity } from "../entities/vocabulary.ts";
import type { Finding } from "./rule.ts";

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
  readonly told: boolean;
  /** It came back or got worse unheard, under a silence. */
  readonly unheard: boolean;
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
      readonly silenced?: boolean;
      /** Kept with the transition. */
      readonly detail?: TransitionRecord["detail"];
    }
  | {
      readonly type: "clear";
      readonly keepFiringMinutes: number;
      /** Its end is shown on the card, but not said: it comes and goes. */
      readonly silenced?: boolean;
    }
  /** Nothing covers it any more. */
  | { readonly type: "wake" }
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

/**
 * The life of an alert: (pending ->) firing -> acknowledged -> resolved. `current` is the newest alert of the fingerprint, open or
 * resolved, or null. Acknowledging never un-resolves; what nobody was told of ends unheard; the same input again
 * changes nothing.
 */
export function transition(current: AlertRow | null, input: AlertInput, now: Date): Outcome {
  if (input.type === "finding") {
    if (current === null) return fire(input, now);
    if (current.state === "pending") return seePending(current, input, now);
    return current.state === "resolved" ? fireAgain(current, input, now) : seeAgain(current, input, now);
  }
  if (current === null || current.state === "resolved") return unchanged(current);
  switch (input.type) {
    case "acknowledge":
      // The first to take it holds it; of a pending one nobody knows.
      return current.state !== "firing" ? unchanged(current) : acknowledge(current, input.by, now);
    case "clear":
      // A condition that is pending must last without a break.
      return current.state !== "pending" && minutesBetween(current.lastSeenAt, now) < input.keepFiringMinutes
        ? unchanged(current)
        : resolve(
            current,
            { reason: "cleared", actor: SYSTEM_ACTOR, silenced: input.silenced ?? false },
            now,
          );
    case "resolve":
      return resolve(current, { reason: "resolved", actor: input.by, silenced: false }, now);
    case "wake":
      return current.state === "pending" || (current.told && !current.unheard)
        ? unchanged(current)
        : wake(current);
    case "nudge":
      return current.state === "firing" && current.told
        ? speak(current, "unacknowledged", input.detail)
        : unchanged(current);
    case "remind":
      return current.state === "acknowledged" && current.told
        ? speak(current, "reminded", input.detail)
        : unchanged(current);
  }
}

type FindingInput = Extract<AlertInput, { type: "finding" }>;

function fire(input: FindingInput, now: Date): Outcome {
  const { finding, runId, silenced = false, forDurationMinutes = 0, detail } = input;
  const isPending = forDurationMinutes > 0;
  const next: AlertRow = {
    state: isPending ? "pending" : "firing",
    severity: finding.severity,
    summary: finding.summary,
    facts: finding.facts,
    runId,
    occurrences: 1,
    firedAt: now,
    lastSeenAt: now,
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    version: 1,
    told: !silenced && !isPending,
    unheard: false,
  };
  const reason = isPending ? "pending" : "fired";
  const record = {
    from: null,
    to: next.state,
    reason,
    actor: SYSTEM_ACTOR,
    ...(detail && { detail }),
  } as const;
  return { next, write: "insert", transition: record, notify: next.told ? "post" : null };
}

function seePending(current: AlertRow, input: FindingInput, now: Date): Outcome {
  const { finding, runId, silenced = false, forDurationMinutes = 0 } = input;
  const seen = { ...current, ...looksOf(finding), runId, lastSeenAt: later(now, current.lastSeenAt) };
  if (minutesBetween(current.firedAt, now) < forDurationMinutes) {
    const isSame =
      seen.lastSeenAt === current.lastSeenAt &&
      runId === current.runId &&
      finding.severity === current.severity &&
      finding.summary === current.summary &&
      sameFacts(finding.facts, current.facts);
    return isSame ? unchanged(current) : { next: seen, write: "update", transition: null, notify: null };
  }
  const next: AlertRow = {
    ...seen,
    state: "firing",
    firedAt: now,
    version: current.version + 1,
    told: !silenced,
  };
  const record = { from: current.state, to: next.state, reason: "fired", actor: SYSTEM_ACTOR } as const;
  return { next, write: "update", transition: record, notify: silenced ? null : "post" };
}

function looksOf({ severity, summary, facts }: Finding): Pick<AlertRow, "severity" | "summary" | "facts"> {
  return { severity, summary, facts };
}

function fireAgain(current: AlertRow, input: FindingInput, now: Date): Outcome {
  const { finding, runId, silenced = false, detail } = input;
  // A person closed what this very run showed: showing it once more is no news, unless it got worse.
  const wasClosedByPerson = current.resolvedBy !== SYSTEM_ACTOR;
  if (wasClosedByPerson && current.runId === runId && !isWorse(finding.severity, current.severity)) {
    return unchanged(current);
  }
  if (minutesBetween(current.resolvedAt ?? current.lastSeenAt, now) > input.cooldownMinutes) {
    return fire(input, now);
  }
  const next: AlertRow = {
    ...current,
    state: "firing",
    severity: finding.severity,
    summary: finding.summary,
    facts: finding.facts,
    runId,
    occurrences: current.occurrences + 1,
    lastSeenAt: later(now, current.lastSeenAt),
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    version: current.version + 1,
    told: current.told || !silenced,
    unheard: current.told && silenced,
  };
  const record = {
    from: current.state,
    to: next.state,
    reason: "refired",
    actor: SYSTEM_ACTOR,
    ...(detail && { detail }),
  } as const;
  return { next, write: "update", transition: record, notify: howToTell(current, silenced, "aloud") };
}

function seeAgain(current: AlertRow, { finding, runId, silenced = false }: FindingInput, now: Date): Outcome {
  const isEscalated = isWorse(finding.severity, current.severity);
  const isNewRun = runId !== current.runId;
  const mustBeTold = (!current.told || current.unheard) && !silenced;
  const isNews =
    isEscalated ||
    isNewRun ||
    mustBeTold ||
    finding.summary !== current.summary ||
    !sameFacts(finding.facts, current.facts);
  const lastSeenAt = later(now, current.lastSeenAt);
  if (!isNews) {
    if (lastSeenAt === current.lastSeenAt) return unchanged(current);
    return { next: { ...current, lastSeenAt }, write: "update", transition: null, notify: null };
  }
  const next: AlertRow = {
    ...current,
    // While it is open it keeps the worst, so that a rate that wavers about a limit escalates once.
    severity: isEscalated ? finding.severity : current.severity,
    summary: finding.summary,
    facts: finding.facts,
    runId,
    occurrences: current.occurrences + (isNewRun ? 1 : 0),
    lastSeenAt,
    version: current.version + 1,
    told: current.told || !silenced,
    unheard: silenced && (current.unheard || (current.told && isEscalated)),
  };
  const reason = isEscalated ? "escalated" : mustBeTold && current.told ? "unsilenced" : null;
  const record =
    reason === null
      ? null
      : ({ from: current.state, to: current.state, reason, actor: SYSTEM_ACTOR } as const);
  const notify = howToTell(current, silenced, reason === null ? "quietly" : "aloud");
  return { next, write: "update", transition: record, notify };
}

function acknowledge(current: AlertRow, by: string, now: Date): Outcome {
  const next: AlertRow = {
    ...current,
    state: "acknowledged",
    acknowledgedBy: by,
    acknowledgedAt: now,
    unheard: false,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, reason: "acknowledged", actor: by },
    notify: current.told ? "update_and_thread" : null,
  };
}

function resolve(
  current: AlertRow,
  { reason, actor, silenced }: { reason: "cleared" | "resolved"; actor: string; silenced: boolean },
  now: Date,
): Outcome {
  const next: AlertRow = {
    ...current,
    state: "resolved",
    resolvedBy: actor,
    resolvedAt: now,
    // Nobody is told of the end of what came back unheard, but the card shows it.
    unheard: false,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, reason, actor },
    notify: !current.told ? null : silenced || current.unheard ? "update" : "update_and_thread",
  };
}

function wake(current: AlertRow): Outcome {
  const { next, ...rest } = speak(current, "unsilenced", null);
  return {
    ...rest,
    next: next === null ? null : { ...next, told: true, unheard: false },
    notify: current.told ? "update_and_thread" : "post",
  };
}

/** Nothing about it has changed but that something is said. */
function speak(
  current: AlertRow,
  reason: "unsilenced" | "unacknowledged" | "reminded",
  detail: Readonly<Record<string, unknown>> | null,
): Outcome {
  return {
    next: { ...current, unheard: false, version: current.version + 1 },
    write: "update",
    transition: {
      from: current.state,
      to: current.state,
      reason,
      actor: SYSTEM_ACTOR,
      ...(detail !== null && { detail }),
    },
    notify: "update_and_thread",
  };
}

/** A card that exists is edited even under a silence, since an edit disturbs nobody; a first card waits for its end. */
function howToTell({ told }: AlertRow, silenced: boolean, how: "aloud" | "quietly"): Outcome["notify"] {
  if (silenced) return told ? "update" : null;
  if (!told) return "post";
  return how === "aloud" ? "update_and_thread" : "update";
}

function unchanged(current: AlertRow | null): Outcome {
  return { next: current, write: null, transition: null, notify: null };
}

function isWorse(one: Severity, other: Severity): boolean {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);
}

function sameFacts(one: Finding["facts"], other: Finding["facts"]): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && Object.is(one[name], other[name]))
  );
}

/** The clocks of several machines may disagree: what was seen stays seen. */
function later(now: Date, known: Date): Date {
  return now > known ? now : known;
}

function minutesBetween(earlier: Date, later: Date): number {
  return (later.getTime() - earlier.getTime()) / 60_000;
}
