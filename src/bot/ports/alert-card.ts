import type { Alert } from "../../entities/alert.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";

/** An alert with all that its card shows. */
export interface AlertCard {
  readonly alert: Alert;
  /** How it compares with the nights before, in one sentence; null without an earlier night. */
  readonly comparison: string | null;
  /** How its run stands; null when it is about no run. */
  readonly runStatus: RunStatus | null;
  /** The commonest first, each with a few companies to look at. */
  readonly errorClasses: readonly {
    readonly errorCode: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
  /** Where the trace of its run can be seen; null when there is no such place. */
  readonly traceUrl: string | null;
  /** What finds its run in logs, events and traces; null when it is about no run. */
  readonly traceId: string | null;
  /** The silence that keeps it quiet; null when none does. */
  readonly silence: { readonly createdBy: string; readonly endsAt: Date; readonly reason: string } | null;
  /** Null for a rule whose runbook is missing. */
  readonly runbook: {
    readonly id: string;
    readonly title: string;
    /** What to do first, in order. */
    readonly firstSteps: readonly string[];
  } | null;
}
