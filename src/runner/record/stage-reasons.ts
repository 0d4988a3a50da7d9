/** Why a stage is left out. A run that resumes or reruns another one reads these back. */
export const REASONS = {
  requested: "left out on request",
  notReached: "the run ended before it",
  cancelled: "the run was cancelled",
  noOdoo: "the tenant has no active Odoo connection",
  doneBefore: (runId: string) => `done in run ${runId}`,
} as const;

/** Why select_targets fails when it finds nothing to select. */
export const NO_COMPANY = "no company fits the tenant's profile: import companies, or widen the rules";
