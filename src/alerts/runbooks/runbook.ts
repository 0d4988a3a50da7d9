import type { Severity } from "../../entities/vocabulary.ts";

/** What to do about a problem, for the person whom it woke. */
export interface Runbook {
  /** Also the name of its file: runbooks/ID.md. */
  readonly id: string;
  readonly title: string;
  /** `rule`: belongs to the alert rule with the same id. `reference`: for looking things up. */
  readonly kind: "rule" | "reference";
  /** Null for a reference. */
  readonly severity: Severity | null;
  /** A role, never a person. */
  readonly owner: string;
  /** What to look at, in order. */
  readonly checks: readonly string[];
  /** What to do then, in order. */
  readonly actions: readonly string[];
  /** The first few checks and actions, for the card. */
  readonly firstSteps: readonly string[];
  /** Automatic checks that run when the alert fires, by their ids in src/alerts/diagnostics/diagnostics.ts; absent without any. */
  readonly diagnostics?: readonly string[];
  /** What the codes in its tables of errors and states mean, in the order of the page. */
  readonly codes: readonly RunbookCode[];
  /** Everything below the front matter. */
  readonly bodyMarkdown: string;
}

/** A line of a runbook's table of codes. */
export interface RunbookCode {
  /** As in `odoo_auth`. */
  readonly codes: readonly string[];
  readonly means: string;
  /** Where to go on, as in `Mitigation 1`; null when the table does not say. */
  readonly goTo: string | null;
}

/** The sections of every rule's runbook, in this order. */
export const RUNBOOK_SECTIONS = ["Symptom", "Checks", "Mitigation", "Escalate"] as const;
