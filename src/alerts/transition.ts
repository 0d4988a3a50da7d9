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
}

/** What may happen to an alert. */
export type AlertInput =
  | {
      readonly type: "finding";
      readonly finding: Finding;
      readonly runId: string | null;
      readonly cooldownMinutes: number;
      /** A silence covers it: it is recorded, and nobody is told. */
      readonly silenced?: boolean;
    }
  | { readonly type: "clear"; readonly keepFiringMinutes: number }
  | { readonly type: "acknowledge"; readonly by: string }
  | { readonly type: "resolve"; readonly by: string };

/** A row of `alert_transitions`. */
export interface TransitionRecord {
  /** Null for the first. */
  readonly from: AlertState | null;
  readonly to: AlertState;
  readonly reason: "fired" | "escalated" | "refired" | "acknowledged" | "cleared" | "resolved";
  readonly actor: string;
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
 * The life of an alert: firing -> acknowledged -> resolved. `current` is the newest alert of the fingerprint, open or
 * resolved, or null. Acknowledging never un-resolves; what nobody was told of ends unheard; the same input again
 * changes nothing.
 */
export function transition(current: AlertRow | null, input: AlertInput, now: Date): Outcome {
  if (input.type === "finding") {
    if (current === null) return fire(input, now);
    return current.state === "resolved" ? fireAgain(current, input, now) : seeAgain(current, input, now);
  }
  if (current === null || current.state === "resolved") return unchanged(current);
  switch (input.type) {
    case "acknowledge":
      // The first to take it holds it.
      return current.state === "acknowledged" ? unchanged(current) : acknowledge(current, input.by, now);
    case "clear":
      return minutesBetween(current.lastSeenAt, now) < input.keepFiringMinutes
        ? unchanged(current)
        : resolve(current, "cleared", SYSTEM_ACTOR, now);
    case "resolve":
      return resolve(current, "resolved", input.by, now);
  }
}

type FindingInput = Extract<AlertInput, { type: "finding" }>;

function fire({ finding, runId, silenced = false }: FindingInput, now: Date): Outcome {
  const next: AlertRow = {
    state: "firing",
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
    told: !silenced,
  };
  const record = { from: null, to: next.state, reason: "fired", actor: SYSTEM_ACTOR } as const;
  return { next, write: "insert", transition: record, notify: silenced ? null : "post" };
}

function fireAgain(current: AlertRow, input: FindingInput, now: Date): Outcome {
  const { finding, runId, silenced = false } = input;
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
  };
  const record = { from: current.state, to: next.state, reason: "refired", actor: SYSTEM_ACTOR } as const;
  return { next, write: "update", transition: record, notify: howToTell(current, silenced, "aloud") };
}

function seeAgain(current: AlertRow, { finding, runId, silenced = false }: FindingInput, now: Date): Outcome {
  const isEscalated = isWorse(finding.severity, current.severity);
  const isNewRun = runId !== current.runId;
  const mustBeTold = !current.told && !silenced;
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
  };
  const record = isEscalated
    ? ({ from: current.state, to: current.state, reason: "escalated", actor: SYSTEM_ACTOR } as const)
    : null;
  const notify = howToTell(current, silenced, isEscalated ? "aloud" : "quietly");
  return { next, write: "update", transition: record, notify };
}

function acknowledge(current: AlertRow, by: string, now: Date): Outcome {
  const next: AlertRow = {
    ...current,
    state: "acknowledged",
    acknowledgedBy: by,
    acknowledgedAt: now,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, reason: "acknowledged", actor: by },
    notify: current.told ? "update_and_thread" : null,
  };
}

function resolve(current: AlertRow, reason: "cleared" | "resolved", actor: string, now: Date): Outcome {
  const next: AlertRow = {
    ...current,
    state: "resolved",
    resolvedBy: actor,
    resolvedAt: now,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, reason, actor },
    notify: current.told ? "update_and_thread" : null,
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
