import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { AlertIdentity } from "../lifecycle/alert-write-store.ts";
import { type Noise, USUAL_NOISE } from "../policy/noise.ts";
import { isWorse } from "../rulebook/is-worse.ts";
import type { Assessment, Finding, RuleSettings } from "../rulebook/rule.ts";
import { inhibitingRules, nightOf } from "../suppression/inhibitions.ts";
import {
  isSuppressed,
  type OpenInhibitor,
  type Suppression,
  type Suppressors,
  suppressionOf,
} from "../suppression/suppression.ts";
import type { AlertInput, TransitionOutcome } from "../transition/alert-state.ts";
import { fingerprint } from "../transition/fingerprint.ts";
import { transition } from "../transition/transition.ts";

/** Where an assessment comes from, and where its alert goes. */
export interface AssessmentOrigin {
  readonly tenantId: string;
  /** Null when it is about no run. */
  readonly runId: string | null;
  /** The channel for an alert of this severity, or null. */
  readonly channelOf: (severity: Finding["severity"]) => string | null;
  /** Notifiers that report an alert of this severity outside Slack; none when absent. */
  readonly alsoNotify?: (severity: Finding["severity"]) => readonly NotifierName[];
  /** Whom the first post of an alert of this severity mentions, by Slack id; nobody when absent. */
  readonly callOf?: (severity: Finding["severity"]) => readonly string[];
  /** An alert that was found or resolved after this time rests on newer evidence and stays as it is; null: this evidence is the newest. */
  readonly supersededAt: Date | null;
  /** The drill it is raised for: a separate alert beside any real one, which nothing suppresses. */
  readonly drill?: {
    readonly drillId: string;
    /** Writes the drill's own row in the transaction that raises the alert, before anybody is notified. */
    readonly onRaised: (transaction: Transaction, alert: Alert) => Promise<void>;
  };
  /** Its alert shares one card with the others of its run. */
  readonly joinsRun?: boolean;
  /** When the tenant's alerts become noise; the usual limits when absent. */
  readonly noise?: Noise;
}

/** An assessment to apply to its alert. */
export interface Judged {
  readonly assessment: Assessment;
  readonly rule: Pick<RuleSettings, "cooldownMinutes" | "keepFiringMinutes" | "forDurationMinutes">;
  readonly origin: AssessmentOrigin;
}

/** An assessment and the identity of its alert. */
export interface Named {
  readonly one: Judged;
  readonly about: AlertIdentity & { readonly drill: boolean };
}

/** What happens to the alert. */
export interface Decided extends Named {
  readonly outcome: TransitionOutcome;
}

/** Decides about each alert in order, since one that opens may suppress the next. */
export function decideAssessments(
  batch: readonly Named[],
  known: ReadonlyMap<string, Alert>,
  cover: Suppressors,
  now: Date,
): Decided[] {
  const open = new Map([...cover.open].map(([tenantId, own]) => [tenantId, [...own]]));
  const inhibiting = new Set(inhibitingRules());
  const steps: Decided[] = [];
  for (const { one, about } of batch) {
    const { assessment, origin } = one;
    const current = known.get(about.fingerprint) ?? null;
    if (origin.supersededAt !== null && current !== null && lastTouched(current) >= origin.supersededAt) {
      continue;
    }
    const isOpen = current !== null && current.state !== "resolved";
    const subject = {
      ...about,
      drill: about.drill ?? false,
      runId: origin.runId,
      night: nightOfAlert(assessment, current),
    };
    const suppression = suppressionOf(
      subject,
      { ...cover, open },
      { isChange: (assessment.finding === null) === isOpen, noise: origin.noise ?? USUAL_NOISE },
      now,
    );
    const outcome = transition(current, inputOf(one, suppression, current), now);
    if (outcome.next === null || outcome.write === null) continue;
    steps.push({ one, about, outcome });
    if (inhibiting.has(about.ruleId) && !about.drill) {
      const others = (open.get(about.tenantId) ?? []).filter(({ alertId }) => alertId !== current?.alertId);
      const { state } = outcome.next;
      const mark: OpenInhibitor[] =
        state === "firing" || state === "acknowledged"
          ? [{ ...subject, alertId: current?.alertId ?? about.fingerprint }]
          : [];
      open.set(about.tenantId, [...others, ...mark]);
    }
  }
  return steps;
}

function inputOf(
  { assessment: { finding }, rule, origin }: Judged,
  suppression: Suppression,
  current: Alert | null,
): AlertInput {
  const { cooldownMinutes, keepFiringMinutes, forDurationMinutes } = rule;
  if (finding === null) {
    // The end of an alert that another one explains is no more news than its beginning.
    const suppressed = suppression.steadiness !== "steady" || suppression.inhibitedBy !== null;
    return { type: "clear", keepFiringMinutes, suppressed };
  }
  return {
    type: "finding",
    finding: { ...finding, facts: asStored(finding.facts) },
    runId: origin.runId,
    cooldownMinutes,
    forDurationMinutes,
    suppressed: isSuppressed(suppression, current !== null && isWorse(finding.severity, current.severity)),
    ...(suppression.steadiness === "begins" && { detail: { flapping: true } }),
  };
}

/** Identifies an alert while it is judged; much cheaper than a fingerprint. */
export function nameOfAlert(
  tenantId: string,
  { ruleId, subject }: Pick<Assessment, "ruleId" | "subject">,
): string {
  return `${tenantId}\n${ruleId}\n${subject}`;
}

/** A drill's alert is never the same as the real one of its rule and subject. */
export function identityOf({ assessment, origin: { tenantId, drill } }: Judged): Named["about"] {
  const { ruleId, subject } = assessment;
  const own = fingerprint(assessment, tenantId);
  return drill === undefined
    ? { tenantId, ruleId, subject, fingerprint: own, drill: false }
    : { tenantId, ruleId, subject, fingerprint: `${own}:drill:${drill.drillId}`, drill: true };
}

/** An alert that ends has no finding, but its facts still name the night. */
function nightOfAlert({ finding }: Assessment, current: Alert | null): string | null {
  return nightOf(finding?.facts ?? current?.facts ?? {});
}

function lastTouched({ lastSeenAt, resolvedAt }: Pick<Alert, "lastSeenAt" | "resolvedAt">): Date {
  return resolvedAt !== null && resolvedAt > lastSeenAt ? resolvedAt : lastSeenAt;
}

/** Facts as the database returns them, so that equal facts compare equal: JSON has neither NaN nor -0. */
function asStored(facts: Finding["facts"]): Finding["facts"] {
  const stored: Record<string, string | number | null> = {};
  for (const [name, value] of Object.entries(facts)) {
    stored[name] = typeof value !== "number" ? value : Number.isFinite(value) ? value + 0 : null;
  }
  return stored;
}
