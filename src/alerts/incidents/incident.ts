import type { Alert } from "../../entities/alert.ts";
import type { AlertState, Severity } from "../../entities/vocabulary.ts";
import { isWorse } from "../rulebook/is-worse.ts";
import { inhibitionRank } from "../suppression/inhibitions.ts";

/** An alert of an incident. */
export interface IncidentMember {
  readonly alert: Alert;
  /** A silence covers it. */
  readonly silenced: boolean;
}

/** Alerts of one run that people handle as one: the card shows the leading one, its thread and a line the others. */
export interface Incident {
  /** The one that explains the others, else the worst; among those that are open and not silenced, while there are any. */
  readonly leader: Alert;
  /** The others, in the same order. */
  readonly others: readonly IncidentMember[];
  /** Firing while nobody has acknowledged one that people were notified of; resolved once the last one is. */
  readonly state: AlertState;
  /** The worst of its open alerts; of all, once none is open. */
  readonly severity: Severity;
  /** Raised by every change of any of its alerts. */
  readonly version: number;
}

/** An incident as its alerts make it; null without any. The order of the alerts does not matter. */
export function incidentOf(members: readonly IncidentMember[]): Incident | null {
  const [first, ...others] = members.toSorted(byImportance);
  if (first === undefined) return null;
  const open = members.filter(isOpen);
  // One that another explains, or a silence covers, is no news of its own.
  const noticed = open.filter(({ alert, silenced }) => alert.announced && !silenced);
  const counted = noticed.length > 0 ? noticed : open;
  return {
    leader: first.alert,
    others,
    state: stateOf(counted, first),
    severity: worstOf(open.length > 0 ? open : members) ?? first.alert.severity,
    version: members.reduce((sum, { alert }) => sum + alert.version, 0),
  };
}

function stateOf(counted: readonly IncidentMember[], first: IncidentMember): AlertState {
  if (counted.some(({ alert }) => alert.state === "firing")) return "firing";
  return counted.length > 0 ? "acknowledged" : first.alert.state;
}

function byImportance(one: IncidentMember, other: IncidentMember): number {
  const [open, otherOpen] = [isOpen(one), isOpen(other)];
  if (open !== otherOpen) return open ? -1 : 1;
  if (one.silenced !== other.silenced) return one.silenced ? 1 : -1;
  const rank = inhibitionRank(one.alert.ruleId) - inhibitionRank(other.alert.ruleId);
  if (rank !== 0) return rank;
  if (isWorse(one.alert.severity, other.alert.severity)) return -1;
  if (isWorse(other.alert.severity, one.alert.severity)) return 1;
  const age = one.alert.firedAt.getTime() - other.alert.firedAt.getTime();
  return age !== 0 ? age : nameOf(one) < nameOf(other) ? -1 : 1;
}

function nameOf({ alert: { ruleId, subject, alertId } }: IncidentMember): string {
  return JSON.stringify([ruleId, subject, alertId]);
}

function isOpen({ alert: { state } }: IncidentMember): boolean {
  return state === "firing" || state === "acknowledged";
}

function worstOf(members: readonly IncidentMember[]): Severity | null {
  return members.reduce<Severity | null>(
    (worst, { alert: { severity } }) => (worst === null || isWorse(severity, worst) ? severity : worst),
    null,
  );
}

/** The alert that an alert's incident is named by: the one that opened it. */
export function incidentIdOf({ alertId, incidentId }: Pick<Alert, "alertId" | "incidentId">): string {
  return incidentId ?? alertId;
}
