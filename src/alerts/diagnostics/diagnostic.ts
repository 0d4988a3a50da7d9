import type { Database } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";

/** What a check by machine may look at. */
export interface DiagnosticContext {
  readonly database: Database;
  readonly alert: Alert;
  readonly now: Date;
  /** Asks ZeroBounce for the credits left, which is free; absent without a key. */
  readonly readZeroBounceCredits?: (signal: AbortSignal) => Promise<number>;
  /** Aborted when the check has taken too long. */
  readonly signal: AbortSignal;
}

/** What a check found. `unknown`: there was nothing to judge. */
export interface DiagnosticFinding {
  readonly status: "ok" | "bad" | "unknown";
  /** One or a few plain sentences with the numbers. */
  readonly detail: string;
}

/** A check of a runbook that a machine can do. It only reads. */
export interface Diagnostic {
  /** Also its file's name. */
  readonly id: string;
  readonly title: string;
  readonly inspect: (context: DiagnosticContext) => Promise<DiagnosticFinding>;
}

/** The answer of a check about a run to an alert that is about none. */
export const WITHOUT_RUN: DiagnosticFinding = { status: "unknown", detail: "The alert is about no run." };
