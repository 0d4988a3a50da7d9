/** What can be made to go wrong. `drop_after_write`: done and charged, then the connection is cut before the answer. */
export const FAULT_MODES = [
  "ok",
  "rate_limited",
  "quota",
  "auth",
  "slow",
  "5xx",
  "malformed",
  "drop_after_write",
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

/** Who can be made to fail: a vendor, a receiver of alerts, or `sites` for the companies' web sites. */
export const FAULT_TARGETS = [
  "tavily",
  "lusha",
  "zerobounce",
  "openai",
  "odoo",
  "langsmith",
  "pagerduty",
  "jira",
  "twilio",
  "sites",
] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** An order to misbehave. `ok` withdraws all earlier ones for the vendor. */
export interface Fault {
  readonly vendor: FaultTarget;
  readonly mode: FaultMode;
  /** How many matching calls still go well first. */
  readonly after?: number | undefined;
  /** How many calls fail before all is well again; endless when absent. */
  readonly times?: number | undefined;
  /** Only calls with this text in their path, body, host or Odoo database, whatever its case. */
  readonly match?: string | undefined;
  /** The share of calls that fail, 0 to 1 (1 when absent); which ones follows from `seed`. */
  readonly share?: number | undefined;
  readonly seed?: number | undefined;
  /** How late a `slow` answer comes, in milliseconds; 1,500 when absent. */
  readonly delayMs?: number | undefined;
}
