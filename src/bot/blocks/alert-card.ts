import type { Alert } from "../../entities/alert.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";

/** An alert with all that its card shows. */
export interface AlertCard {
  readonly alert: Alert;
  /** How it compares with the nights before, in one sentence; null without history. */
  readonly comparison: string | null;
  /** How its run stands; null when it is about no run. */
  readonly runStatus: RunStatus | null;
  /** The commonest first. */
  readonly errorClasses: readonly { readonly errorCode: string; readonly count: number }[];
  /** Where the trace of the commonest error can be seen; null when there is no such place. */
  readonly traceUrl: string | null;
  /** Null for a rule whose runbook is missing. */
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    /** What to do first, in order. */
    readonly firstSteps: readonly string[];
  } | null;
}
