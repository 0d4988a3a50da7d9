import type { NotifierName } from "../../messages/notifier.ts";
import type { RuleSettings, Threshold } from "./rule.ts";

/** The tenant id of alerts about the installation itself; no tenant may have it. */
export const PLATFORM_TENANT = "platform";

/** A rule about the installation rather than about a run. */
export interface PlatformRule<Name extends string = string> extends Omit<RuleSettings<Name>, "window"> {
  /** Which notifiers report it besides its card in Slack. */
  readonly alsoNotify: readonly Exclude<NotifierName, "jira">[];
}

/** What rules judged by a probe have in common. */
const PROBED = {
  keepFiringMinutes: 0,
  noData: "keep",
  cooldownMinutes: 60,
  topic: "operations",
} as const;

/** Every number of every rule about the installation. Each has a runbook with the same id in runbooks/. */
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
        meaning: "days ahead, from today, that must have a partition",
      },
      defaultRows: {
        value: 0,
        unit: "count",
        meaning: "events that may lie in the default partition without an alert",
      },
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "alerting",
    cooldownMinutes: 24 * 60,
    topic: "operations",
    alsoNotify: [],
  },
  "PL-20": {
    id: "PL-20",
    title: "Service is unhealthy",
    severity: "critical",
    runbookId: "PL-20",
    thresholds: {},
    forDurationMinutes: 2,
    ...PROBED,
    alsoNotify: ["sms"],
  },
  "PL-21": {
    id: "PL-21",
    title: "Database cannot be reached",
    severity: "critical",
    runbookId: "PL-21",
    thresholds: {},
    forDurationMinutes: 1,
    ...PROBED,
    alsoNotify: ["sms"],
  },
  "PL-22": {
    id: "PL-22",
    title: "LLM calls fail",
    severity: "high",
    runbookId: "PL-22",
    thresholds: {
      maxErrors: limit(
        5,
        "count",
        "LLM calls that failed in the last 10 minutes of calling, above which it fires",
      ),
    },
    forDurationMinutes: 0,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-23": {
    id: "PL-23",
    title: "Daily LLM spend is over its limit",
    severity: "high",
    runbookId: "PL-23",
    thresholds: {
      limitUsd: limit(
        5,
        "usd",
        "cost of the LLM calls of all tenants on the last day (UTC) with any, above which it fires",
      ),
    },
    forDurationMinutes: 0,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-24": {
    id: "PL-24",
    title: "No worker is active",
    severity: "high",
    runbookId: "PL-24",
    thresholds: {
      minimumWorkers: limit(1, "count", "fewest runner processes with a heartbeat in the last minute"),
    },
    forDurationMinutes: 5,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-25": {
    id: "PL-25",
    title: "Jobs pile up",
    severity: "medium",
    runbookId: "PL-25",
    thresholds: {
      maxQueued: limit(50, "count", "jobs that are due and not begun, above which it fires"),
    },
    forDurationMinutes: 10,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-26": {
    id: "PL-26",
    title: "Odoo cannot be reached",
    severity: "high",
    runbookId: "PL-26",
    thresholds: {},
    forDurationMinutes: 5,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-27": {
    id: "PL-27",
    title: "Much of the work fails",
    severity: "medium",
    runbookId: "PL-27",
    thresholds: {
      maxRatio: limit(
        0.1,
        "ratio",
        "share of items in tenants' latest runs that failed beyond what their stages tolerate, above which it fires",
      ),
      minimumAttempts: limit(20, "count", "fewest items for the share to be judged"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-28": {
    id: "PL-28",
    title: "Messages take too long",
    severity: "medium",
    runbookId: "PL-28",
    thresholds: {
      maxMinutes: limit(
        1,
        "minutes",
        "mean time from request to posting of a message, over the last 15 minutes with any, above which it fires",
      ),
    },
    forDurationMinutes: 0,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-29": {
    id: "PL-29",
    title: "QA verdicts are overdue",
    severity: "low",
    runbookId: "PL-29",
    thresholds: {
      waitMinutes: limit(48 * 60, "minutes", "how long a sample may wait for its verdict without an alert"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    cooldownMinutes: 24 * 60,
    topic: "qa",
    alsoNotify: ["email"],
  },
  "PL-30": {
    id: "PL-30",
    title: "Nights of the fleet fail",
    severity: "high",
    runbookId: "PL-30",
    thresholds: {
      successRatio: limit(
        0.98,
        "ratio",
        "share of all tenants' scheduled nights of 7 days that must not fail",
      ),
      minimumNights: limit(50, "count", "fewest nights for the share to be judged"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    cooldownMinutes: 24 * 60,
    alsoNotify: [],
  },
  "PL-31": {
    id: "PL-31",
    title: "Disk of the database is filling",
    severity: "high",
    runbookId: "PL-31",
    thresholds: {
      freeRatio: limit(0.1, "ratio", "share of the embedded database's disk that must be free"),
      databaseGib: limit(0, "count", "most GiB the database may use; 0: no limit"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    cooldownMinutes: 24 * 60,
    alsoNotify: [],
  },
  "PL-32": {
    id: "PL-32",
    title: "Slack cannot reach the bot",
    severity: "high",
    runbookId: "PL-32",
    thresholds: {},
    forDurationMinutes: 5,
    ...PROBED,
    alsoNotify: ["pagerduty"],
  },
  "PL-33": {
    id: "PL-33",
    title: "Many requests are refused",
    severity: "high",
    runbookId: "PL-33",
    thresholds: {
      maxRefusals: limit(
        200,
        "count",
        "requests and people refused within 10 minutes, of all tenants, above which it fires",
      ),
    },
    forDurationMinutes: 0,
    ...PROBED,
    alsoNotify: [],
  },
  "PL-34": {
    id: "PL-34",
    title: "Jobs were set aside",
    severity: "high",
    runbookId: "PL-34",
    thresholds: {
      maxJobs: limit(0, "count", "jobs set aside since somebody last resolved this, above which it fires"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    cooldownMinutes: 24 * 60,
    alsoNotify: [],
  },
  "PL-35": {
    id: "PL-35",
    title: "A runbook does not work",
    severity: "medium",
    runbookId: "PL-35",
    thresholds: {
      toleratedSteps: limit(0, "count", "steps of runbooks that may not work without an alert"),
      staleHours: limit(48, "count", "hours without a proof of the runbooks, above which it fires"),
    },
    forDurationMinutes: 0,
    ...PROBED,
    cooldownMinutes: 24 * 60,
    alsoNotify: [],
  },
} as const satisfies Record<string, PlatformRule>;

export const PLATFORM_RULES: readonly PlatformRule[] = Object.values(PLATFORM_RULE_TABLE);

function limit(value: number, unit: Threshold["unit"], meaning: string): Threshold {
  return { value, unit, meaning };
}
