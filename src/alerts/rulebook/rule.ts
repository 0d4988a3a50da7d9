import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus, Severity, StageStatus } from "../../entities/vocabulary.ts";
import type { VerdictCounts } from "../../qa/rates/pass-rate.ts";

/** What a rule has to say about one subject of one tenant: a condition that somebody should know of. */
export interface Finding {
  readonly ruleId: string;
  /** What it is about, e.g. a stage or a vendor: one alert each. */
  readonly subject: string;
  readonly severity: Severity;
  /** One plain sentence with the numbers. */
  readonly summary: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** What a rule decided about one subject. A subject it could not judge (no data) has no assessment at all. */
export interface Assessment {
  readonly ruleId: string;
  readonly subject: string;
  /** Null when the subject was looked at and is fine. */
  readonly finding: Finding | null;
}

/** One stage of a run as `run_stage_stats` holds it; a stage that has not begun may be absent or `pending`. */
export interface StageSnapshot {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly countTotal: number;
  readonly countSuccess: number;
  readonly countError: number;
  /** Kept out by robots.txt: neither an attempt nor an error. */
  readonly countBlocked: number;
  readonly countSkipped: number;
  /** Null when nothing was timed. */
  readonly p95Ms: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Most frequent first. */
  readonly topErrors: readonly { readonly errorCode: string; readonly count: number }[];
}

/** One vendor's use in a run as `run_vendor_usage` holds it. */
export interface VendorSnapshot {
  readonly vendor: string;
  /** Attempts, retries included. */
  readonly calls: number;
  readonly errors: number;
  /** Attempts that were answered with "too many requests". */
  readonly rateLimitHits: number;
  readonly quotaExhausted: boolean;
  /** Null when a price was unknown. */
  readonly costUsd: number | null;
  /** Charged calls whose price is unknown. */
  readonly unpricedCalls: number;
}

/** A total of a run beside what its events, or its companies, say of the same thing. */
export interface Reconciled {
  /** The stage or vendor. */
  readonly name: string;
  readonly of: "stage" | "vendor";
  readonly stored: number;
  readonly counted: number;
  /** What was counted. */
  readonly by: "events" | "companies";
}

/** How the tenant's scheduled nights went, for its service levels (slo-table.ts has windows and formulas). */
export interface ServiceLevels {
  /** Nights of the long window that ended otherwise than by a person's hand. */
  readonly ended: number;
  readonly failed: number;
  /** Of those that did not fail; null when none ended. */
  readonly durationP95Minutes: number | null;
  readonly durations: number;
  /** Median over the short window; null when no night has it. */
  readonly crawlSuccessP50: number | null;
  readonly crawls: number;
  readonly businessEmailP50: number | null;
  readonly businessEmails: number;
}

/** All that rules may look at: one run of one tenant, as plain data, at one moment. */
export interface RunSnapshot {
  readonly tenantId: string;
  readonly run: {
    readonly runId: string;
    readonly status: RunStatus;
    readonly startedAt: Date;
    /** Null while it is under way. */
    readonly endedAt: Date | null;
    /** Started by a schedule, not by a person. */
    readonly scheduled: boolean;
    /** All stages were asked for. */
    readonly fullRun: boolean;
    /** The most companies this run was allowed to take. */
    readonly cap: number;
    /** The fewest companies the tenant expects of a night. */
    readonly candidateFloor: number;
    /** Whether Odoo may be written to; null when the tenant has no Odoo connection. */
    readonly odooReady: boolean | null;
    /** When the key to Odoo ends; null when it does not, or there is none. */
    readonly odooExpiresAt: Date | null;
  };
  readonly stages: readonly StageSnapshot[];
  readonly vendors: readonly VendorSnapshot[];
  /** `run_metrics` by name. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Verdicts over the rolling QA window, this run included. */
  readonly qa: VerdictCounts;
  /** Null while the run is under way, or when its events are gone. */
  readonly reconciled: readonly Reconciled[] | null;
  readonly serviceLevels: ServiceLevels;
  /** The tenant's own thresholds, keyed `CR-02.warnRatio`. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: Date;
}

/** A number that decides, its default and unit; a tenant may override it within what the unit allows. */
export interface Threshold {
  readonly value: number;
  /** `ratio`: 0 to 1 · `count`: a whole number · `minutes`, `usd`: >= 0 · `switch`: 0 off, 1 on. */
  readonly unit: "ratio" | "count" | "minutes" | "usd" | "switch";
  readonly meaning: string;
}

/** Everything about a rule but its decision: one row of the table in rule-table.ts. */
export interface RuleSettings<Name extends string = string> {
  readonly id: string;
  readonly title: string;
  /** The severity a finding has unless it is worse. */
  readonly severity: Severity;
  /** runbooks/<this>.md */
  readonly runbookId: string;
  /** What it looks at. */
  readonly window: "run" | "qa_window" | "schedule" | "tenant" | "slo_window";
  readonly thresholds: Readonly<Record<Name, Threshold>>;
  /** A run still under way is not judged before it has lasted this long; one that ended is judged at once. */
  readonly forDurationMinutes: number;
  /** An alert stays open at least this long after its condition was last seen. */
  readonly keepFiringMinutes: number;
  /** When a subject cannot be judged for want of data: `alerting`: that is the very condition · `ok`: it is taken for fine · `keep`: an open alert stays as it is, and none is opened. */
  readonly noData: "alerting" | "ok" | "keep";
  /** The same condition within this time of its end reopens the alert; later it is a new one. */
  readonly cooldownMinutes: number;
  /** Which of the tenant's channels hears of it. */
  readonly topic: "operations" | "qa";
  /** What its subjects name; absent: neither. */
  readonly subjectIs?: "stage" | "vendor";
  /** The share of its subject that an alert's card compares with earlier nights; absent: on how many of them it fired. */
  readonly compares?: "errors" | "rate_limits";
}

/** A rule: its settings and a pure function from a snapshot to what it makes of each subject. */
export interface AlertRule<Snapshot = RunSnapshot> extends RuleSettings {
  readonly assess: (snapshot: Snapshot, limits: Readonly<Record<string, number>>) => Assessment[];
}
