import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus, Severity, StageStatus } from "../../entities/vocabulary.ts";
import type { QaWindow } from "../../qa/rates/qa-window.ts";

/** What a rule found about one subject of one tenant: a condition that somebody should know about. */
export interface Finding {
  readonly ruleId: string;
  /** What it is about, such as a stage or a vendor: one alert per subject. */
  readonly subject: string;
  readonly severity: Severity;
  /** One plain sentence with the numbers. */
  readonly summary: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
  /** When the condition began, where the evidence says so; absent: when it was found. */
  readonly begunAt?: Date | undefined;
}

/**
 * What a condition costs the business, counted from what came out of the work: "41 leads did not reach Odoo." Where nothing
 * is lost, why not. Null only where the sentence before says it. A rule without it does not compile.
 */
export type Loss = string | null;

/** What a rule decided about one subject. A subject that it could not judge (no data) has no assessment. */
export interface Assessment {
  readonly ruleId: string;
  readonly subject: string;
  /** Null when the subject was judged and is fine. */
  readonly finding: Finding | null;
}

/** Companies for which a stage has not done its work, over a run and the runs that it resumes. */
export interface Undone {
  /** Tried, and failed. */
  readonly failed: number;
  /** Not tried, because a vendor, its quota or the budget was gone. */
  readonly notTried: number;
}

/** One stage of a run as `run_stage_stats` holds it; a stage that has not begun may be absent or `pending`. */
export interface StageSnapshot {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly countTotal: number;
  readonly countSuccess: number;
  readonly countError: number;
  /** Blocked by robots.txt: neither an attempt nor an error. */
  readonly countBlocked: number;
  readonly countSkipped: number;
  /** Null when nothing was timed. */
  readonly p95Ms: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Most frequent first. */
  readonly topErrors: readonly { readonly errorCode: string; readonly count: number }[];
  /** Nothing for a stage that succeeded. */
  readonly undone: Undone;
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
  /** Null when a price is unknown. */
  readonly costUsd: number | null;
  /** Charged calls whose price is unknown. */
  readonly unpricedCalls: number;
}

/** A total of a run beside the count from its events or its companies. */
export interface ReconciledTotal {
  /** The stage or vendor. */
  readonly name: string;
  readonly of: "stage" | "vendor";
  readonly stored: number;
  readonly counted: number;
  /** What was counted. */
  readonly by: "events" | "companies";
}

/** How the tenant's scheduled nights went, for its service levels (windows and formulas are in slo-table.ts). */
export interface ServiceLevels {
  /** Nights of the long window that were not cancelled by a person. */
  readonly ended: number;
  readonly failed: number;
  /** Of nights that did not fail; null when none ended. */
  readonly durationP95Minutes: number | null;
  readonly durations: number;
  /** Median over the short window; null when no night has it. */
  readonly crawlSuccessP50: number | null;
  readonly crawls: number;
  readonly businessEmailP50: number | null;
  readonly businessEmails: number;
}

/** Everything that rules may look at: one run of one tenant, as plain data, at one moment. */
export interface RunSnapshot {
  readonly tenantId: string;
  readonly run: {
    readonly runId: string;
    readonly status: RunStatus;
    readonly startedAt: Date;
    /** Null while it is running. */
    readonly endedAt: Date | null;
    /** Started by a schedule, not by a person. */
    readonly scheduled: boolean;
    /** All stages were requested. */
    readonly fullRun: boolean;
    /** The most companies this run was allowed to take. */
    readonly cap: number;
    /** The fewest companies the tenant expects in a night. */
    readonly candidateFloor: number;
    /** Whether Odoo can be written to; null when the tenant has no Odoo connection. */
    readonly odooReady: boolean | null;
    /** When the Odoo key expires; null when it does not, or there is none. */
    readonly odooExpiresAt: Date | null;
  };
  readonly stages: readonly StageSnapshot[];
  readonly vendors: readonly VendorSnapshot[];
  /** `run_metrics` by name. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Verdicts over the rolling QA window, this run included. */
  readonly qa: QaWindow;
  /** Null while the run is running, or when its events are gone. */
  readonly reconciled: readonly ReconciledTotal[] | null;
  readonly serviceLevels: ServiceLevels;
  /** The tenant's own thresholds, keyed `CR-02.warnRatio`. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: Date;
}

/** A number that a rule decides by, with its default and unit; a tenant can override it within what the unit allows. */
export interface Threshold {
  readonly value: number;
  /** `ratio`: 0 to 1 · `count`: a whole number · `minutes`, `usd`: >= 0 · `switch`: 0 off, 1 on. */
  readonly unit: "ratio" | "count" | "minutes" | "usd" | "switch";
  readonly meaning: string;
}

/** Everything about a rule except its decision: one row of the table in rule-table.ts. */
export interface RuleSettings<Name extends string = string> {
  readonly id: string;
  readonly title: string;
  /** The severity of a finding, unless the finding says otherwise. */
  readonly severity: Severity;
  /** runbooks/<this>.md */
  readonly runbookId: string;
  /** What it judges. */
  readonly window: "run" | "qa_window" | "schedule" | "tenant" | "slo_window";
  readonly thresholds: Readonly<Record<Name, Threshold>>;
  /** A run that is still running is not judged until it has lasted this long; one that ended is judged at once. */
  readonly forDurationMinutes: number;
  /** An alert stays open at least this long after its condition was last seen. */
  readonly keepFiringMinutes: number;
  /** What missing data means: `alerting`: it is the condition itself · `ok`: the subject counts as fine · `keep`: an open alert stays as it is, and none is opened. */
  readonly noData: "alerting" | "ok" | "keep";
  /** If the condition returns within this time, the alert is reopened; later it is a new alert. */
  readonly cooldownMinutes: number;
  /** Which of the tenant's channels its alerts go to. */
  readonly topic: "operations" | "qa";
  /** Two thresholds of which the first must not be above the second. */
  readonly ascending?: readonly [NoInfer<Name>, NoInfer<Name>];
  /** What its subjects name; absent: neither. */
  readonly subjectIs?: "stage" | "vendor";
  /** The share of its subject that an alert's card compares with earlier nights; absent: on how many of them it fired. */
  readonly compares?: "errors" | "rate_limits";
}

/** A rule: its settings and a pure function from a snapshot to an assessment of each subject. */
export interface AlertRule<Snapshot = RunSnapshot> extends RuleSettings {
  readonly assess: (snapshot: Snapshot, limits: Readonly<Record<string, number>>) => Assessment[];
}
