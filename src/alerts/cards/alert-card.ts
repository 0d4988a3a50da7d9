import type { Alert } from "../../entities/alert.ts";
import type { Ending } from "../../entities/ending.ts";
import type { Silence } from "../../entities/silence.ts";
import type { AlertState, RunStatus, Severity } from "../../entities/vocabulary.ts";
import type { FirstAct } from "../acts/first-act.ts";
import type { Urgency } from "../acts/judge-urgency.ts";
import type { ProofResult } from "../proving/runbook-proof-store.ts";
import type { Diagnosis } from "../runbooks/checklist-card.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import type { LastTime } from "./last-time-store.ts";

/** Another alert of the same incident, as the card shows it. */
export interface OtherAlert
  extends Pick<Alert, "alertId" | "ruleId" | "subject" | "severity" | "state" | "summary"> {
  /** Its runbook's title; the rule's id without one. */
  readonly title: string;
}

/** An alert with everything its card shows. */
export interface AlertCard {
  /** The leading alert of its incident. */
  readonly alert: Alert;
  readonly incident: {
    readonly state: AlertState;
    /** The worst of its open alerts. */
    readonly severity: Severity;
    /** Raised by every change of any of its alerts. */
    readonly version: number;
    /** The most important first. */
    readonly others: readonly OtherAlert[];
  };
  /** Whom its first post mentioned, by Slack id; edits keep them. */
  readonly mention: readonly string[];
  /** How the same condition ended before; null when it never did, or the alert itself has ended. */
  readonly lastTime: LastTime | null;
  /** What the person who resolved it said of it. */
  readonly ending: Ending;
  readonly urgency: Urgency;
  /** The next step, for the first button. */
  readonly act: FirstAct;
  /** Why it probably happened, in one line; null when nobody knows. */
  readonly cause: string | null;
  /** How it compares with the nights before, in one sentence; null without an earlier night. */
  readonly comparison: string | null;
  /** The most frequent first, each with a few companies by name. */
  readonly errorClasses: readonly {
    readonly errorCode: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /** The state of its run; null when it is about no run. */
  readonly runStatus: RunStatus | null;
  /** Where the trace of its run can be seen; null without LangSmith. */
  readonly traceUrl: string | null;
  /** Finds its run in logs, events and traces; null when it is about no run. */
  readonly traceId: string | null;
  /** The silence that covers it; null without one. */
  readonly silence: Pick<Silence, "createdBy" | "endsAt" | "reason"> | null;
  /** What the machine checked when it fired. */
  readonly checks: readonly Diagnosis[];
  /** Null for a rule whose runbook is missing. */
  readonly runbook: Pick<Runbook, "id" | "title" | "firstSteps"> | null;
  /** How the last proof of its runbook went; null before the first. */
  readonly proof: ProofResult | null;
}
