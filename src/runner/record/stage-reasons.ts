/** Why a stage is left out. A run that resumes or reruns another one reads these back. */
export const REASONS = {
  requested: "left out on request",
  notReached: "the run ended before it",
  cancelled: "the run was cancelled",
  noOdoo: "the tenant has no active Odoo connection",
  held: (leads: number) => `${leads} ${leads === 1 ? "lead is" : "leads are"} held until people let them go`,
  doneBefore: (runId: string) => `done in run ${runId}`,
} as const;

/** Why select_targets fails when it finds nothing to select. */
export const NO_COMPANY = "no company fits the tenant's profile: import companies, or widen the rules";

/** The same, when those that fit are excluded. */
export const allExcluded = (excluded: number) =>
  `${passedOver(excluded)}, and no other fits the tenant's profile`;

/** How many companies a run would have been free to select, had the tenant not excluded them. */
export const passedOver = (excluded: number) =>
  excluded === 1
    ? "1 company that fits was passed over: the tenant excluded it"
    : `${excluded} companies that fit were passed over: the tenant excluded them`;
