import type { RuleSettings, Threshold } from "./rule.ts";

/** Every number of every built-in rule, in one place: the rules, their tests and the documentation read it here. */
export const RULE_TABLE = {
  "MV-01": {
    id: "MV-01",
    title: "Candidate view was not refreshed",
    severity: "critical",
    runbookId: "MV-01",
    window: "run",
    thresholds: {
      deadlineMinutes: minutes(30, "how long after the run's start the refresh may take to succeed"),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "fire",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "CR-02": {
    id: "CR-02",
    title: "Crawl error rate is high",
    severity: "medium",
    runbookId: "CR-02",
    window: "run",
    thresholds: {
      warnRatio: ratio(0.3, "share of crawl attempts that failed, above which it fires"),
      escalateRatio: ratio(0.5, "share of crawl attempts that failed, above which it is critical"),
      minimumAttempts: count(20, "attempts below which no share is judged"),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "VQ-03": {
    id: "VQ-03",
    title: "Vendor quota is used up",
    severity: "high",
    runbookId: "VQ-03",
    window: "run",
    thresholds: {},
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 24 * 60,
    topic: "operations",
  },
  "OA-04": {
    id: "OA-04",
    title: "OpenAI limits our rate",
    severity: "high",
    runbookId: "OA-04",
    window: "run",
    thresholds: {
      limitedRatio: ratio(0.2, "share of OpenAI calls answered with 429, above which it fires"),
      minimumCalls: count(20, "calls below which no share is judged"),
    },
    forDurationMinutes: 10,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "CC-05": {
    id: "CC-05",
    title: "Too few candidates",
    severity: "medium",
    runbookId: "CC-05",
    window: "run",
    thresholds: {},
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 24 * 60,
    topic: "operations",
  },
  "OE-06": {
    id: "OE-06",
    title: "Odoo export fails",
    severity: "high",
    runbookId: "OE-06",
    window: "run",
    thresholds: {
      toleratedErrors: count(0, "companies that may fail to export without an alert"),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "RL-07": {
    id: "RL-07",
    title: "A vendor limits our rate",
    severity: "medium",
    runbookId: "RL-07",
    window: "run",
    thresholds: {
      limitedRatio: ratio(0.2, "share of a vendor's calls answered with 429, above which it fires"),
      minimumCalls: count(20, "calls below which no share is judged"),
    },
    forDurationMinutes: 10,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "QA-08": {
    id: "QA-08",
    title: "QA pass rate is low",
    severity: "medium",
    runbookId: "QA-08",
    window: "qa_window",
    thresholds: {
      targetRatio: ratio(0.8, "pass rate that is expected"),
      minimumVerdicts: count(10, "decided samples below which no rate is judged"),
      plain: switched(
        0,
        "1: fire when the rate itself is below the target; 0: only when its 95 % interval is",
      ),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 24 * 60,
    topic: "qa",
  },
  "SR-10": {
    id: "SR-10",
    title: "Scheduled run is late or missing",
    severity: "high",
    runbookId: "SR-10",
    window: "schedule",
    thresholds: {
      lateMinutes: minutes(30, "how long after its time a run may begin without an alert"),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "fire",
    cooldownMinutes: 24 * 60,
    topic: "operations",
  },
  "SR-11": {
    id: "SR-11",
    title: "Run failed",
    severity: "high",
    runbookId: "SR-11",
    window: "schedule",
    thresholds: {},
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
  "SR-12": {
    id: "SR-12",
    title: "Run is stuck",
    severity: "high",
    runbookId: "SR-12",
    window: "schedule",
    thresholds: {
      silentMinutes: minutes(30, "how long a run may be without any sign of work"),
      maxMinutes: minutes(8 * 60, "how long a run may take in all"),
    },
    forDurationMinutes: 0,
    keepFiringMinutes: 0,
    noData: "keep",
    cooldownMinutes: 60,
    topic: "operations",
  },
} as const satisfies Record<string, RuleSettings>;

function ratio(value: number, meaning: string): Threshold {
  return { value, unit: "ratio", meaning };
}

function count(value: number, meaning: string): Threshold {
  return { value, unit: "count", meaning };
}

function minutes(value: number, meaning: string): Threshold {
  return { value, unit: "minutes", meaning };
}

function switched(value: 0 | 1, meaning: string): Threshold {
  return { value, unit: "switch", meaning };
}
