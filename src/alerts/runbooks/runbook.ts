import type { Severity } from "../../entities/vocabulary.ts";

/** What to do about something, for the person who was woken by it. */
export interface Runbook {
  /** Also its file's name: runbooks/ID.md. */
  readonly id: string;
  readonly title: string;
  /** `rule`: belongs to the alert rule of the same id. `reference`: to look things up in. */
  readonly kind: "rule" | "reference";
  /** Null for a reference. */
  readonly severity: Severity | null;
  /** A role, never a person. */
  readonly owner: string;
  /** What to look at, in order. */
  readonly checks: readonly string[];
  /** What to do then, in order. */
  readonly actions: readonly string[];
  /** The first few of both, for the card. */
  readonly firstSteps: readonly string[];
  /** Checks that a machine does when the alert fires, by their ids in src/alerts/diagnostics/diagnostics.ts; absent without any. */
  readonly diagnostics?: readonly string[];
  /** Everything below the front matter. */
  readonly bodyMarkdown: string;
}

/** The sections that every runbook of a rule has, in this order. */
export const RUNBOOK_SECTIONS = ["Symptom", "Checks", "Mitigation", "Escalate"] as const;
