import { VENDOR_NAMES } from "../../src/entities/vendor-table.ts";

/** The faults there are. `drop_after_write`: carried out and charged, but the connection is cut before the answer. */
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

/** What can be made to fail: a vendor, a receiver of alerts, or `sites` for the companies' web sites. */
export const FAULT_TARGETS = [...VENDOR_NAMES, "langsmith", "pagerduty", "jira", "twilio", "sites"] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** An order to fail. `ok` cancels all earlier ones for the vendor. */
export interface Fault {
  readonly vendor: FaultTarget;
  readonly mode: FaultMode;
  /** How many matching calls succeed first. */
  readonly after?: number | undefined;
  /** How many calls fail before the fault ends; by default it never does. */
  readonly times?: number | undefined;
  /** Only calls with this text in their path, body, host or Odoo database, ignoring case. */
  readonly match?: string | undefined;
  /** The share of calls that fail, 0 to 1 (default 1); `seed` decides which. */
  readonly share?: number | undefined;
  readonly seed?: number | undefined;
  /** The delay of a `slow` answer, in milliseconds; 1,500 by default. */
  readonly delayMs?: number | undefined;
}
