/** Why a company was passed over in a stage. Only the last group means that something was missed that should have been done. */
export const SKIP_CODES = {
  no_website: "fine",
  parked: "fine",
  no_text: "fine",
  no_people: "fine",
  no_email: "fine",
  not_needed: "fine",
  unchanged: "fine",
  cached: "fine",
  below_threshold: "fine",
  not_scored: "fine",
  done_before: "fine",
  held: "fine",
  excluded: "fine",
  budget_spent: "missed",
  quota_exhausted: "missed",
  vendor_down: "missed",
} as const;

/** The codes that say work was left undone which the tenant expects. */
export const MISSED_CODES: readonly string[] = Object.entries(SKIP_CODES)
  .filter(([, kind]) => kind === "missed")
  .map(([code]) => code);
