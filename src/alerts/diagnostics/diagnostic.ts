import type { Database } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";

/** What an automatic check may use. */
export interface DiagnosticContext {
  readonly database: Database;
  readonly alert: Alert;
  readonly now: Date;
  /** Asks ZeroBounce for the remaining credits, which is free; absent without a key. */
  readonly readZeroBounceCredits?: (signal: AbortSignal) => Promise<number>;
  /** Aborted when the check takes too long. */
  readonly signal: AbortSignal;
}

/** What a check found. `unknown`: there was nothing to judge. */
export interface DiagnosticFinding {
  readonly status: "ok" | "bad" | "unknown";
  /** One or a few plain sentences with the numbers. */
  readonly detail: string;
}

/** The check that says why an alert fired. */
export const CAUSE_ID = "cause";

/** A runbook's check that a machine can do. It only reads. */
export interface Diagnostic {
  /** Also its file's name. */
  readonly id: string;
  readonly title: string;
  /** Made for every alert, whatever its runbook names. */
  readonly isForEvery?: true;
  readonly inspect: (context: DiagnosticContext) => Promise<DiagnosticFinding>;
}

/** The result of a check about a run for an alert that has none. */
export const WITHOUT_RUN: DiagnosticFinding = { status: "unknown", detail: "This alert is not about a run." };
