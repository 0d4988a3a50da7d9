/** How many nights a tenant's error budget and durations are measured over. */
export const LONG_WINDOW_NIGHTS = 90;
/** How many nights a median rate is taken over. */
export const SHORT_WINDOW_NIGHTS = 14;

/** How a service level is measured. */
export interface ServiceLevelObjective {
  /** The subject of its alert. */
  readonly subject: string;
  readonly title: string;
  readonly windowNights: number;
  /** How the figure is computed. */
  readonly formula: string;
  /** The threshold of SLO-16 that is its target. */
  readonly target: "runSuccessRatio" | "durationP95Minutes" | "crawlSuccessRatio" | "businessEmailRatio";
}

/** The service levels of a tenant; SLO-16 judges them, and docs/alerts.md shows them. */
export const SLO_TABLE = {
  runSuccess: {
    subject: "run_success",
    title: "Run success",
    windowNights: LONG_WINDOW_NIGHTS,
    formula: "failed nights ≤ (1 − target) × max(nights ended, 90); what a person cancelled does not count",
    target: "runSuccessRatio",
  },
  runDuration: {
    subject: "run_duration",
    title: "Run duration",
    windowNights: LONG_WINDOW_NIGHTS,
    formula: "95th percentile of start to end, of nights that did not fail, < target",
    target: "durationP95Minutes",
  },
  crawlSuccess: {
    subject: "crawl_success",
    title: "Crawl success",
    windowNights: SHORT_WINDOW_NIGHTS,
    formula: "median of the nights' crawl_success_rate ≥ target",
    target: "crawlSuccessRatio",
  },
  businessEmail: {
    subject: "business_email",
    title: "Companies with a business address",
    windowNights: SHORT_WINDOW_NIGHTS,
    formula: "median of the nights' companies_with_business_email_rate ≥ target",
    target: "businessEmailRatio",
  },
} as const satisfies Record<string, ServiceLevelObjective>;

/** How many nights may fail before the budget is used up, as a fraction. It counts from the first night, so that one failure among few is not a breach. */
export function errorBudget(ended: number, targetRatio: number): number {
  return (1 - targetRatio) * Math.max(ended, LONG_WINDOW_NIGHTS);
}
