import type { Severity } from "../../entities/vocabulary.ts";
import type { EscalationPolicy } from "./decide-escalation.ts";

/** Severities that wake somebody. */
const GRAVE: readonly Severity[] = ["critical", "high"];

/** Whether somebody is called about an alert of this severity when it is first posted. */
export function isGrave(severity: Severity): boolean {
  return GRAVE.includes(severity);
}

/** Whom the first post of an alert mentions: those whom the escalation calls first, about critical and high alerts only. */
export function firstCall(severity: Severity, { steps }: Pick<EscalationPolicy, "steps">): readonly string[] {
  return isGrave(severity) ? (steps.find(({ mention }) => mention.length > 0)?.mention ?? []) : [];
}
