import { minutesBetween } from "../rulebook/minutes-between.ts";
import {
  type AlertInput,
  type AlertRow,
  SYSTEM_ACTOR,
  type TransitionOutcome,
  type TransitionRecord,
  unchanged,
} from "./alert-state.ts";
import { applyFinding } from "./apply-finding.ts";

/**
 * The life of an alert: (pending ->) firing -> acknowledged -> resolved. `current` is the newest alert of the fingerprint, open or
 * resolved, or null. Acknowledging never reopens a resolved alert; an alert that was never announced ends without a word; the
 * same input again changes nothing.
 */
export function transition(current: AlertRow | null, input: AlertInput, now: Date): TransitionOutcome {
  if (input.type === "finding") return applyFinding(current, input, now);
  if (current === null || current.state === "resolved") return unchanged(current);
  switch (input.type) {
    case "acknowledge":
      // The first person to acknowledge it keeps it; nobody has seen a pending one.
      return current.state !== "firing" ? unchanged(current) : acknowledge(current, input.by, now);
    case "release":
      return current.state === "acknowledged"
        ? hold(current, { reason: "released", actor: input.by }, { by: null, at: null })
        : unchanged(current);
    case "hand_over":
      return current.state === "pending" || current.acknowledgedBy === input.to
        ? unchanged(current)
        : hold(
            current,
            { reason: "handed_over", actor: input.by, detail: { to: input.to } },
            { by: input.to, at: now },
          );
    case "call":
      return current.state !== "pending" && current.announced
        ? speak(current, "called", { mention: input.mention }, input.by)
        : unchanged(current);
    case "clear":
      // A pending condition must last without a break.
      return current.state !== "pending" && minutesBetween(current.lastSeenAt, now) < input.keepFiringMinutes
        ? unchanged(current)
        : resolve(
            current,
            { reason: "cleared", actor: SYSTEM_ACTOR, suppressed: input.suppressed ?? false },
            now,
          );
    case "retire":
      // Resolved by the system: if the rule is switched on again, the same condition is news.
      return resolve(
        current,
        { reason: "switched_off", actor: SYSTEM_ACTOR, suppressed: false, detail: { by: input.by } },
        now,
      );
    case "resolve":
      return resolve(current, { reason: "resolved", actor: input.by, suppressed: false }, now);
    case "announce":
      return current.state === "pending" ||
        (current.announced && !current.updatePending && input.again !== true)
        ? unchanged(current)
        : announce(current, input.detail ?? null);
    case "nudge":
      return current.state === "firing" && current.announced
        ? speak(current, "unacknowledged", input.detail)
        : unchanged(current);
    case "remind":
      return current.state === "acknowledged" && current.announced
        ? speak(current, "reminded", input.detail)
        : unchanged(current);
  }
}

function acknowledge(current: AlertRow, by: string, now: Date): TransitionOutcome {
  const next: AlertRow = {
    ...current,
    state: "acknowledged",
    acknowledgedBy: by,
    acknowledgedAt: now,
    updatePending: false,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, reason: "acknowledged", actor: by },
    notify: current.announced ? "update_and_thread" : null,
  };
}

/** Somebody else has it, or nobody (null). */
function hold(
  current: AlertRow,
  why: Pick<TransitionRecord, "reason" | "actor" | "detail">,
  holder: { readonly by: string | null; readonly at: Date | null },
): TransitionOutcome {
  const next: AlertRow = {
    ...current,
    state: holder.by === null ? "firing" : "acknowledged",
    acknowledgedBy: holder.by,
    acknowledgedAt: holder.at,
    updatePending: false,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, ...why },
    notify: current.announced ? "update_and_thread" : null,
  };
}

function resolve(
  current: AlertRow,
  {
    suppressed,
    ...why
  }: Pick<TransitionRecord, "reason" | "actor" | "detail"> & { readonly suppressed: boolean },
  now: Date,
): TransitionOutcome {
  const next: AlertRow = {
    ...current,
    state: "resolved",
    resolvedBy: why.actor,
    resolvedAt: now,
    // The end of a reopening that was never announced is not announced either, but the card shows it.
    updatePending: false,
    version: current.version + 1,
  };
  return {
    next,
    write: "update",
    transition: { from: current.state, to: next.state, ...why },
    notify: !current.announced ? null : suppressed || current.updatePending ? "update" : "update_and_thread",
  };
}

function announce(
  current: AlertRow,
  detail: NonNullable<TransitionRecord["detail"]> | null,
): TransitionOutcome {
  return {
    ...speak({ ...current, announced: true }, "unsilenced", detail),
    notify: current.announced ? "update_and_thread" : "post",
  };
}

/** Nothing about the alert has changed; a line is added to its thread. */
function speak(
  current: AlertRow,
  reason: "unsilenced" | "unacknowledged" | "reminded" | "called",
  detail: Readonly<Record<string, unknown>> | null,
  actor: string = SYSTEM_ACTOR,
): TransitionOutcome {
  return {
    next: { ...current, updatePending: false, version: current.version + 1 },
    write: "update",
    transition: {
      from: current.state,
      to: current.state,
      reason,
      actor,
      ...(detail !== null && { detail }),
    },
    notify: "update_and_thread",
  };
}
