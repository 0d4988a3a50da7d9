import { isWorse } from "../rulebook/is-worse.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import type { Finding } from "../rulebook/rule.ts";
import {
  type AlertInput,
  type AlertRow,
  QUIET_AFTER_RESOLUTION_MINUTES,
  SYSTEM_ACTOR,
  type TransitionOutcome,
  unchanged,
} from "./alert-state.ts";

type FindingInput = Extract<AlertInput, { type: "finding" }>;

/** What a finding does to the newest alert of its fingerprint: open a new one, confirm it, or reopen it. */
export function applyFinding(current: AlertRow | null, input: FindingInput, now: Date): TransitionOutcome {
  if (current === null) return fire(input, now);
  if (current.state === "pending") return seePending(current, input, now);
  return current.state === "resolved" ? fireAgain(current, input, now) : seeAgain(current, input, now);
}

function fire(input: FindingInput, now: Date): TransitionOutcome {
  const { finding, runId, suppressed = false, forDurationMinutes = 0, detail } = input;
  const isPending = forDurationMinutes > 0;
  const next: AlertRow = {
    state: isPending ? "pending" : "firing",
    severity: finding.severity,
    summary: finding.summary,
    facts: finding.facts,
    runId,
    occurrences: 1,
    firedAt: now,
    begunAt: begunAt(finding, now),
    lastSeenAt: now,
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    version: 1,
    announced: !suppressed && !isPending,
    updatePending: false,
  };
  const reason = isPending ? "pending" : "fired";
  const record = {
    from: null,
    to: next.state,
    reason,
    actor: SYSTEM_ACTOR,
    ...(detail && { detail }),
  } as const;
  return { next, write: "insert", transition: record, notify: next.announced ? "post" : null };
}

function seePending(current: AlertRow, input: FindingInput, now: Date): TransitionOutcome {
  const { finding, runId, suppressed = false, forDurationMinutes = 0 } = input;
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
    announced: !suppressed,
  };
  const record = { from: current.state, to: next.state, reason: "fired", actor: SYSTEM_ACTOR } as const;
  return { next, write: "update", transition: record, notify: suppressed ? null : "post" };
}

function looksOf({ severity, summary, facts }: Finding): Pick<AlertRow, "severity" | "summary" | "facts"> {
  return { severity, summary, facts };
}

function fireAgain(current: AlertRow, input: FindingInput, now: Date): TransitionOutcome {
  const { finding, runId, suppressed = false, detail } = input;
  if (!isWorse(finding.severity, current.severity) && isDoneWith(current, { finding, runId }, now)) {
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
    begunAt: begunAt(finding, now),
    lastSeenAt: later(now, current.lastSeenAt),
    acknowledgedBy: null,
    acknowledgedAt: null,
    resolvedBy: null,
    resolvedAt: null,
    version: current.version + 1,
    announced: current.announced || !suppressed,
    updatePending: current.announced && suppressed,
  };
  const record = {
    from: current.state,
    to: next.state,
    reason: "refired",
    actor: SYSTEM_ACTOR,
    ...(detail && { detail }),
  } as const;
  return { next, write: "update", transition: record, notify: howToNotify(current, suppressed, "aloud") };
}

/**
 * Whether a person has just resolved the same occasion: seeing it again is not news then. A run or a night is done with for
 * good; what goes on without one is looked at again after a while.
 */
function isDoneWith(
  current: AlertRow,
  { finding, runId }: Pick<FindingInput, "finding" | "runId">,
  now: Date,
): boolean {
  if (current.resolvedBy === SYSTEM_ACTOR || current.runId !== runId) return false;
  const { night = null } = current.facts;
  if (runId !== null || night !== null) return runId !== null || night === (finding.facts["night"] ?? null);
  return minutesBetween(current.resolvedAt ?? current.lastSeenAt, now) < QUIET_AFTER_RESOLUTION_MINUTES;
}

function seeAgain(
  current: AlertRow,
  { finding, runId, suppressed = false }: FindingInput,
  now: Date,
): TransitionOutcome {
  const isEscalated = isWorse(finding.severity, current.severity);
  const isNewRun = runId !== current.runId;
  const mustBeAnnounced = (!current.announced || current.updatePending) && !suppressed;
  const isNews =
    isEscalated ||
    isNewRun ||
    mustBeAnnounced ||
    finding.summary !== current.summary ||
    !sameFacts(finding.facts, current.facts);
  const lastSeenAt = later(now, current.lastSeenAt);
  if (!isNews) {
    if (lastSeenAt === current.lastSeenAt) return unchanged(current);
    return { next: { ...current, lastSeenAt }, write: "update", transition: null, notify: null };
  }
  const next: AlertRow = {
    ...current,
    // An open alert keeps its worst severity, so that a rate that wavers around a limit escalates once.
    severity: isEscalated ? finding.severity : current.severity,
    summary: finding.summary,
    facts: finding.facts,
    runId,
    occurrences: current.occurrences + (isNewRun ? 1 : 0),
    lastSeenAt,
    version: current.version + 1,
    announced: current.announced || !suppressed,
    updatePending: suppressed && (current.updatePending || (current.announced && isEscalated)),
  };
  const reason = isEscalated ? "escalated" : mustBeAnnounced && current.announced ? "unsilenced" : null;
  const record =
    reason === null
      ? null
      : ({ from: current.state, to: current.state, reason, actor: SYSTEM_ACTOR } as const);
  const notify = howToNotify(current, suppressed, reason === null ? "quietly" : "aloud");
  return { next, write: "update", transition: record, notify };
}

/** An existing card is edited even while suppressed, since an edit disturbs nobody; a first card waits. */
function howToNotify(
  { announced }: AlertRow,
  suppressed: boolean,
  how: "aloud" | "quietly",
): TransitionOutcome["notify"] {
  if (suppressed) return announced ? "update" : null;
  if (!announced) return "post";
  return how === "aloud" ? "update_and_thread" : "update";
}

function sameFacts(one: Finding["facts"], other: Finding["facts"]): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && Object.is(one[name], other[name]))
  );
}

/** The clocks of several machines may disagree: the later time wins. */
function later(now: Date, known: Date): Date {
  return now > known ? now : known;
}

/** When a condition began; never later than it was found. */
function begunAt(finding: Finding, now: Date): Date | null {
  return finding.begunAt === undefined || finding.begunAt > now ? null : finding.begunAt;
}
