import type { ExpectedRunState, RunStatus } from "../../entities/vocabulary.ts";

/** A scheduled run that did not start on time, or has not started at all. */
export interface LateRun {
  readonly scheduleId: string;
  /** When it was due by the tenant's clock, `YYYY-MM-DDTHH:MM`. */
  readonly localAt: string;
  readonly dueAt: Date;
  /** `unseen`: its time has passed, and no runner has recorded it. */
  readonly state: Exclude<ExpectedRunState, "skipped_overlap"> | "unseen";
  readonly reason: string | null;
  /** The run, if it started after all. */
  readonly run: { readonly runId: string; readonly status: RunStatus; readonly startedAt: Date } | null;
}

/** Everything that rules about a tenant's schedules may look at, at one moment. */
export interface ScheduleSnapshot {
  readonly tenantId: string;
  /** The tenant's schedules should run; false: they should not, or this process does not know. */
  readonly scheduled: boolean;
  /** Of the last day, oldest first, without those that started on time. */
  readonly late: readonly LateRun[];
  /** Subjects of SR-10's open alerts. */
  readonly openLate: readonly string[];
  /** The newest run that ended and was not cancelled; null when there is none. */
  readonly lastRun: {
    readonly runId: string;
    readonly status: RunStatus;
    readonly statusReason: string | null;
    readonly scheduled: boolean;
    /** It repeats stages of an earlier run. */
    readonly rerun: boolean;
    /** `YYYY-MM-DD`, by the tenant's clock. */
    readonly night: string;
    readonly endedAt: Date | null;
    /** Leads that it brought to Odoo, with the runs that it repeats. */
    readonly exported: number;
  } | null;
  /** How many leads a usual night brings to Odoo (the median of the last 14); null where none has. Read only when something is wrong. */
  readonly usualLeads: number | null;
  /** The current run, or null. */
  readonly running: {
    readonly runId: string;
    readonly startedAt: Date;
    /** When it last made progress. */
    readonly lastActiveAt: Date;
  } | null;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: Date;
}
