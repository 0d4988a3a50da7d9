import type { RuleSettings } from "./rule.ts";

/** The tenant id under which the installation itself is alerted of; no tenant may have it. */
export const PLATFORM_TENANT = "platform";

/** A rule about the installation rather than about a run. */
export type PlatformRule = Omit<RuleSettings, "window">;

/** Every number of every rule about the installation. Each has a runbook of the same id in runbooks/. */
export const PLATFORM_RULE_TABLE = {
  "DP-09": {
    id: "DP-09",
    title: "Event partitions are running out",
    severity: "high",
    runbookId: "DP-09",
    thresholds: {
      daysAhead: {
        value: 3,
        unit: "count",
        meaning: "days from today that must have a partition of their own",
      },
      defaultRows: {
        value: 0,
        unit: "count",
        meaning: "events that may lie in the default partition without an alert",
      },
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "fire",
    cooldownMinutes: 24 * 60,
    topic: "operations",
  },
} as const satisfies Record<string, PlatformRule>;

export const PLATFORM_RULES: readonly PlatformRule[] = Object.values(PLATFORM_RULE_TABLE);
