/** A column in which a person may be named, beside the tables of contacts and addresses. */
export interface PersonalText {
  readonly table: string;
  readonly column: string;
  readonly isJson: boolean;
  /** Whether each row is about one company. */
  readonly isOfCompany: boolean;
}

const ofCompany = (table: string, column: string, isJson = false): PersonalText => ({
  ...{ table, column, isJson },
  isOfCompany: true,
});
const ofTenant = (table: string, column: string): PersonalText => ({
  ...{ table, column },
  isJson: false,
  isOfCompany: false,
});

/**
 * Where texts may name a person. What is only appended (verdicts, transitions, the audit log) and staged rows are done by
 * `forget_in_records` (migrations/1763800083000-forget-people.ts), events by `forget_in_events`. A test finds columns that are neither here nor known to name nobody.
 */
export const PERSONAL_TEXTS: readonly PersonalText[] = [
  ofCompany("companies", "description"),
  ofCompany("company_import_changes", "before", true),
  ofCompany("company_import_changes", "after", true),
  ofCompany("corpora", "body"),
  ofCompany("lead_features", "features", true),
  ofCompany("lead_scores", "rationale"),
  ofCompany("company_checks", "checks", true),
  ofCompany("qa_samples", "notes"),
  ofCompany("qa_samples", "checks", true),
  ofCompany("qa_samples", "lead", true),
  ofCompany("dead_letters", "error_msg"),
  ofTenant("alert_feedback", "reason"),
  ofTenant("silences", "reason"),
  ofTenant("exclusions", "reason"),
];
